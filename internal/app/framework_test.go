package app

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
)

// apiFrameworks: a program reads what its person may, sends a framework back
// as a draft, once, and issues it; faults come all at once.
func apiFrameworks(t *testing.T, x *fixture, p *Program) {
	c := x.asProgram(t, p, "secretariat", access.Scopes...)
	officer := x.asProgram(t, p, "officer", access.Scopes...)
	states := func(c *program, path string) (states []string) {
		t.Helper()
		for {
			body, _ := c.want(200, "GET", path, "")
			items, _ := body["items"].([]any)
			for _, one := range items {
				head, _ := one.(map[string]any)
				state, _ := head["state"].(string)
				states = append(states, state)
			}
			next, _ := body["next"].(string)
			if next == "" {
				return states
			}
			path = "/api/v1/frameworks?limit=1&cursor=" + next
		}
	}
	if got := strings.Join(states(c, "/api/v1/frameworks?limit=1"), " "); got != "draft issued" {
		t.Errorf("the secretariat sees %s", got)
	}
	if got := strings.Join(states(officer, "/api/v1/frameworks"), " "); got != "issued" {
		t.Errorf("an officer sees %s", got)
	}
	at := "/api/v1/frameworks/" + x.names["framework.issued"]
	one, _ := officer.want(200, "GET", at, "")
	content, _ := one["framework"].(map[string]any)
	if tree, _ := content["tree"].(map[string]any); tree["max"] != 100.0 || one["criteria"] != 30.0 || content["version"] != "2026" {
		t.Errorf("the framework as JSON: %v %v", tree["max"], one["criteria"])
	}
	officer.want(403, "GET", "/api/v1/frameworks/"+x.names["framework.draft"], "")
	officer.want(403, "GET", "/api/v1/frameworks/khong-co", "")
	c.want(404, "GET", "/api/v1/frameworks/khong-co", "")

	file, _ := officer.want(200, "GET", at+"/yaml", "")
	text, _ := file["yaml"].(string)
	send := func(text string) string {
		body, err := json.Marshal(map[string]string{"yaml": text, "reason": "thử"})
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	next := send(strings.Replace(text, `version: "2026"`, `version: "2028"`, 1))
	keyed := c.with("Idempotency-Key", "khung-2028")
	drafted, head := keyed.want(201, "POST", "/api/v1/frameworks", next)
	again, _ := keyed.want(201, "POST", "/api/v1/frameworks", next)
	if drafted["id"] != again["id"] || drafted["number"] != "2028" || drafted["state"] != "draft" {
		t.Errorf("drafted %v, again %v", drafted, again)
	}
	problem, _ := c.with("Idempotency-Key", "khung-sai-1").want(422, "POST", "/api/v1/frameworks", send(strings.ReplaceAll(text, "may_tinh", "may_la")+"la: 1\n"))
	if faults, _ := problem["errors"].([]any); len(faults) == 0 {
		t.Errorf("faults: %v", problem)
	}
	at = head.Get("Location")
	c.want(428, "PUT", at+"/yaml", next)
	other := send(strings.Replace(text, `version: "2026"`, `version: "2029"`, 1))
	replaced, _ := c.with("If-Match", head.Get("ETag")).want(200, "PUT", at+"/yaml", other)
	c.with("If-Match", head.Get("ETag")).want(412, "PUT", at+"/yaml", next)
	if replaced["number"] != "2029" || replaced["state"] != "draft" {
		t.Errorf("replaced: %v", replaced)
	}
	_, head = c.want(200, "GET", at, "")
	decision := `{"number":"9/QĐ-UBND","date":"2028-01-05","issuer":"UBND tỉnh"}`
	c.with("Idempotency-Key", "ban-hanh-0").want(428, "POST", at+"/issue", decision)
	c.with("Idempotency-Key", "ban-hanh-1").with("If-Match", `"7"`).want(412, "POST", at+"/issue", decision)
	issued, _ := c.with("Idempotency-Key", "ban-hanh-2").with("If-Match", head.Get("ETag")).want(201, "POST", at+"/issue", decision)
	if issued["state"] != "issued" {
		t.Errorf("issued: %v", issued)
	}
	_, head = c.want(200, "GET", at, "")
	c.with("If-Match", head.Get("ETag")).want(409, "PUT", at+"/yaml", next)
	copied, _ := c.with("Idempotency-Key", "nhan-ban-1").want(201, "POST", at+"/clone", `{"number":"2030"}`)
	if copied["number"] != "2030" || copied["source"] != issued["id"] || copied["state"] != "draft" {
		t.Errorf("cloned: %v", copied)
	}
	c.with("If-Match", head.Get("ETag")).want(422, "POST", at+"/withdraw", `{}`)
	withdrawn, _ := c.with("If-Match", head.Get("ETag")).want(201, "POST", at+"/withdraw", `{"reason":"thay bằng bản khác"}`)
	if withdrawn["state"] != "withdrawn" {
		t.Errorf("withdrawn: %v", withdrawn)
	}
}
