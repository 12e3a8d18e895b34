package criteria

import (
	"html"
	"net/url"
	"regexp"
	"strings"
)

var (
	inputOf    = regexp.MustCompile(`(?s)<(input|textarea|select)\b([^>]*)>`)
	optionOf   = regexp.MustCompile(`<option value="([^"]*)"( selected)?`)
	attributes = regexp.MustCompile(`([a-z-]+)(?:="([^"]*)")?`)
)

// valuesOf gives what a browser would send of a form.
func valuesOf(form string) url.Values {
	all := url.Values{}
	for _, m := range inputOf.FindAllStringSubmatchIndex(form, -1) {
		kind := form[m[2]:m[3]]
		has := map[string]string{}
		for _, a := range attributes.FindAllStringSubmatch(form[m[4]:m[5]], -1) {
			has[a[1]] = html.UnescapeString(a[2])
		}
		name := has["name"]
		if name == "" {
			continue
		}
		_, checked := has["checked"]
		rest := form[m[1]:]
		switch kind {
		case "input":
			if has["type"] != "checkbox" && has["type"] != "radio" || checked {
				all.Add(name, strings.NewReplacer("\r", "", "\n", "").Replace(has["value"])) // as browsers do
			}
		case "textarea":
			inner, _, _ := strings.Cut(rest, "</textarea>")
			inner = strings.TrimPrefix(html.UnescapeString(inner), "\n") // as browsers do
			all.Add(name, strings.ReplaceAll(inner, "\n", "\r\n"))
		case "select":
			inner, _, _ := strings.Cut(rest, "</select>")
			options := optionOf.FindAllStringSubmatch(inner, -1)
			chosen := ""
			for i, o := range options {
				if i == 0 || o[2] != "" {
					chosen = html.UnescapeString(o[1])
				}
			}
			all.Add(name, chosen)
		}
	}
	return all
}
