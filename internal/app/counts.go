package app

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/job"
)

// counts are the figures of a running server, in a registry of their own.
type counts struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inside   prometheus.Gauge
	shed     *prometheus.CounterVec
}

func newCounts(p *Program) *counts {
	c := &counts{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "sansang_http_requests_total", Help: "Requests answered, by route, method and status."}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "sansang_http_request_seconds", Help: "Time to answer, by route.",
			// From a cached asset to the limit of a write.
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60}}, []string{"route"}),
		inside: prometheus.NewGauge(prometheus.GaugeOpts{Name: "sansang_http_in_flight", Help: "Requests being answered."}),
		shed:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "sansang_http_shed_total", Help: "Requests turned away before any work, by reason."}, []string{"reason"}),
	}
	b := Version()
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "sansang_build_info", Help: "Always 1; the labels say which program runs.",
		ConstLabels: prometheus.Labels{"version": b.Version, "commit": b.Commit, "go": b.Go}})
	build.Set(1)
	c.registry.MustRegister(c.requests, c.seconds, c.inside, c.shed, build,
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "sansang_password_hashes_total", Help: "Password hashes computed."},
			func() float64 { computed, _ := p.Gate.Hashed(); return float64(computed) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "sansang_password_hashes_waiting", Help: "Callers that hold or await a password hash."},
			func() float64 { _, waiting := p.Gate.Hashed(); return float64(waiting) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "sansang_database_writes_waiting", Help: "Writes that wait for SQLite's writer."},
			func() float64 { return float64(p.DB.Load()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "sansang_jobs_waiting", Help: "Jobs that have not ended, those under way among them; all programs of a database tell the same."}, p.jobsWaiting),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "sansang_jobs_done_total", Help: "Jobs done by this program."},
			func() float64 { return float64(p.Queue.Counts().Done) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "sansang_jobs_retried_total", Help: "Attempts that failed and are tried again."},
			func() float64 { return float64(p.Queue.Counts().Retried) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "sansang_jobs_failed_total", Help: "Jobs that failed for good."},
			func() float64 { return float64(p.Queue.Counts().Failed) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return c
}

// jobsWaiting asks the database; who collects waits no longer than for the rest.
func (p *Program) jobsWaiting() float64 {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var s job.State
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		s, err = job.ReadState(tx)
		return err
	})
	if err != nil {
		return math.NaN() // not known
	}
	return float64(s.Waiting)
}

func (c *counts) handler() http.Handler {
	return promhttp.HandlerFor(c.registry, promhttp.HandlerOpts{Registry: c.registry})
}

// serve answers by next and counts it under its route; an address that nobody
// answers has none, so that a stranger cannot make up new series.
func (c *counts) serve(next http.Handler, route string, w http.ResponseWriter, r *http.Request) {
	if route == "" {
		route = "none"
	}
	c.inside.Inc()
	begin := time.Now()
	seen := &statusWatch{ResponseWriter: w, status: http.StatusOK}
	defer func() {
		c.inside.Dec()
		c.requests.WithLabelValues(route, methodOf(r), strconv.Itoa(seen.status)).Inc()
		c.seconds.WithLabelValues(route).Observe(time.Since(begin).Seconds())
	}()
	next.ServeHTTP(seen, r)
}

// methodOf names the methods that there are; others share a name.
func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "OTHER"
}

// statusWatch remembers the status of an answer.
type statusWatch struct {
	http.ResponseWriter
	status int
	said   bool
}

func (w *statusWatch) WriteHeader(status int) {
	if !w.said {
		w.status, w.said = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is underneath.
func (w *statusWatch) Unwrap() http.ResponseWriter { return w.ResponseWriter }
