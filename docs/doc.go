// Package docs embeds the guides, so that the program can show the pages that
// were true when it was built.
//
// It owns the folder's Markdown files and nothing else; decisions, in a folder
// below, are for those who change the code and are not embedded.
package docs
