package web

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"testing"
)

var serve = flag.String("serve", "", "address at which to show the parts until interrupted, instead of testing: localhost:8090")

// TestMain shows the parts to a person when asked: go test . -serve localhost:8090
func TestMain(m *testing.M) {
	flag.Parse()
	if *serve == "" {
		os.Exit(m.Run())
	}
	_, h := newTestSite(os.Stdout)
	fmt.Printf("http://%s%s\n", *serve, galleryPath)
	if err := NewServer(*serve, h, nil).ListenAndServe(); err != http.ErrServerClosed {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
