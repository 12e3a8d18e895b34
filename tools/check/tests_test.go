package main

import (
	"strings"
	"testing"
)

// A run as `go test -json` of Go 1.26 reports it, shortened: one package that
// does not compile; one with a failing subtest, a skip and a pass; one that
// panics before any test; one cut off.
const transcript = `{"ImportPath":"e/b [e/b.test]","Action":"build-output","Output":"# e/b [e/b.test]\n"}
{"ImportPath":"e/b [e/b.test]","Action":"build-output","Output":"b/b.go:2:13: cannot use \"a\"\n"}
{"ImportPath":"e/b [e/b.test]","Action":"build-fail"}
{"Action":"start","Package":"e"}
{"Action":"output","Package":"e/b","Output":"FAIL\te/b [build failed]\n"}
{"Action":"fail","Package":"e/b","Elapsed":0,"FailedBuild":"e/b [e/b.test]"}
{"Action":"run","Package":"e","Test":"TestA"}
{"Action":"output","Package":"e","Test":"TestA/x","Output":"    e_test.go:3: the reason it failed\n"}
{"Action":"output","Package":"e","Test":"TestA/x","Output":"--- FAIL: TestA/x (0.00s)\n"}
{"Action":"fail","Package":"e","Test":"TestA/x","Elapsed":0}
{"Action":"fail","Package":"e","Test":"TestA","Elapsed":0}
{"Action":"output","Package":"e","Test":"TestB","Output":"=== RUN   TestB\n"}
{"Action":"output","Package":"e","Test":"TestB","Output":"    e_test.go:4: no chromium\n"}
{"Action":"output","Package":"e","Test":"TestB","Output":"--- SKIP: TestB (0.00s)\n"}
{"Action":"skip","Package":"e","Test":"TestB","Elapsed":0}
{"Action":"output","Package":"e","Test":"TestC","Output":"said in passing\n"}
{"Action":"pass","Package":"e","Test":"TestC","Elapsed":0}
{"Action":"output","Package":"e","Output":"FAIL\te\t0.002s\n"}
{"Action":"fail","Package":"e","Elapsed":0.003}
{"Action":"output","Package":"e/p","Output":"panic: in init\n"}
{"Action":"output","Package":"e/p","Output":"FAIL\te/p\t0.002s\n"}
{"Action":"fail","Package":"e/p","Elapsed":0.003}
{"Action":"skip","Package":"e/n","Elapsed":0}
{"Action":"output","Package":"e/ok","Output":"ok  \te/ok\t0.1s\n"}
{"Action":"pass","Package":"e/ok","Elapsed":0.1}
go: something the go command says in plain words
`

func TestReadTestsCountsEveryKindOfEnd(t *testing.T) {
	v, err := readTests(strings.NewReader(transcript))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := v.tally.String(), "1 passed, 4 failed, 1 skipped"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	all := strings.Join(v.failures, "\n")
	for _, s := range []string{"b.go:2:13", "the reason it failed", "panic: in init", "in plain words"} {
		if !strings.Contains(all, s) {
			t.Errorf("the failures do not say %q:\n%s", s, all)
		}
	}
	if strings.Contains(all, "said in passing") {
		t.Errorf("the output of a passing test is shown:\n%s", all)
	}
	if len(v.skips) != 1 || v.skips[0] != "skipped: e TestB: e_test.go:4: no chromium" {
		t.Errorf("skips: %q", v.skips)
	}
	if len(v.packages) != 4 {
		t.Errorf("closing lines: %q", v.packages)
	}
}
