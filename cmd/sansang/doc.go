// Command sansang scores, ranks and explains the ICT readiness of agencies.
// `sansang --help` tells how; what it does lies in internal/app and
// internal/front.
package main
