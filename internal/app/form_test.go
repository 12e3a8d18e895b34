package app

import (
	"fmt"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
)

// apiForms: a program reads a form and saves answers into it, all or none; an
// answer that somebody else changed is told with both values.
func apiForms(t *testing.T, x *fixture, p *Program) {
	c := x.asProgram(t, p, "officer", access.Scopes...)
	at := "/api/v1/forms/" + x.names["round.open"] + "/" + x.names["own"]
	answer := func(item string) map[string]any {
		t.Helper()
		form, head := c.want(200, "GET", at, "")
		if head.Get("ETag") == "" || form["state"] != "draft" {
			t.Errorf("%v %v", head, form["state"])
		}
		items, _ := form["items"].([]any)
		for _, one := range items {
			if it, _ := one.(map[string]any); it["item"] == item {
				return it
			}
		}
		t.Fatalf("no %s in %v", item, form)
		return nil
	}
	send := func(value, base string) string {
		return fmt.Sprintf(`{"answers":[{"item":"may_tinh","base":%s,"value":"%s","op":"thu-%s-%s"}]}`, base, value, value, base)
	}
	if it := answer("may_tinh"); it["version"] != 0.0 || it["value"] != "" {
		t.Errorf("untouched: %v", it)
	}
	for range 2 { // by its name an edit is applied once
		c.want(201, "POST", at+"/answers", send("5", "0"))
	}
	if it := answer("may_tinh"); it["version"] != 1.0 || it["value"] != "5" {
		t.Errorf("saved: %v", it)
	}
	problem, _ := c.want(409, "POST", at+"/answers", send("7", "0"))
	all, _ := problem["errors"].([]any)
	lost, _ := all[0].(map[string]any)
	if lost["key"] != "assessment.api.lost" || lost["found"] != "7" || lost["field"] != "body.answers[0]" {
		t.Errorf("lost: %v", problem)
	}
	// All or none, and all faults at once.
	problem, _ = c.want(422, "POST", at+"/answers", `{"answers":[{"item":"may_tinh","base":1,"value":"8"},{"item":"cbccvc","base":0,"value":"x"},{"item":"khong_co","base":0}]}`)
	if all, _ := problem["errors"].([]any); len(all) != 2 {
		t.Errorf("faults: %v", problem)
	} else if first, _ := all[0].(map[string]any); first["field"] != "body.answers[1]" || first["found"] != "x" {
		t.Errorf("faults: %v", problem)
	}
	if it := answer("may_tinh"); it["value"] != "5" {
		t.Errorf("part of a refused request was saved: %v", it)
	}
	saved, _ := c.want(201, "POST", at+"/answers", send("9", "1"))
	if all, _ := saved["answers"].([]any); fmt.Sprint(all) != "[map[item:may_tinh value:9 version:2]]" {
		t.Errorf("saved: %v", saved)
	}

	// After the end it is a draft that counts for nothing, and said so.
	closed := "/api/v1/forms/" + x.names["round.closed"] + "/" + x.names["own"]
	saved, _ = c.want(201, "POST", closed+"/answers", send("5", "0"))
	late, _ := saved["answers"].([]any)
	if one, _ := late[0].(map[string]any); one["late"] != "phase" {
		t.Errorf("late: %v", saved)
	}

	c.want(403, "GET", "/api/v1/forms/"+x.names["round.open"]+"/"+x.names["other"], "")
	c.want(403, "POST", "/api/v1/forms/"+x.names["round.open"]+"/"+x.names["other"]+"/answers", send("5", "0"))
	x.asProgram(t, p, "officer", "read").want(403, "POST", at+"/answers", send("9", "2"))
}
