// Package tree lists the files of the repository on disk: what git tracks and
// what is new and not ignored, or, where there is no git, a walk of the folder
// that leaves out what .gitignore names.
//
// It only lists; reading stays with the caller, through an fs.FS.
package tree
