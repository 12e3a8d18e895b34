package access

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/boombuler/barcode/qr"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
)

const fieldEnrol = secretField + "code"

// showSecond tells what a second factor is; the seed comes with the next step.
func (p *Pages) showSecond(w http.ResponseWriter, r *http.Request) error {
	if VisitOf(r.Context()).Second {
		http.Redirect(w, r, pathAccount, http.StatusSeeOther)
		return nil
	}
	ctx := r.Context()
	f := web.Form{Action: pathSecond + "/begin?to=" + url.QueryEscape(r.URL.Query().Get("to")), Submit: web.Say(ctx, "access.second.next")}
	return p.secondPage(w, r, http.StatusOK, []templ.Component{section("", paragraph(web.Say(ctx, "access.second.what")), paragraph(web.Say(ctx, "access.second.need")), f),
		folded(web.Say(ctx, "access.second.why"), false, paragraph(web.Say(ctx, "access.second.whyText")))})
}

// beginSecond shows a new seed, each time another one: one that was shown
// before may have been seen.
func (p *Pages) beginSecond(w http.ResponseWriter, r *http.Request) error {
	e, err := p.Gate.Enrol(r.Context(), p.Site.Cookie(r, sessionCookie), p.Origin(r))
	if err != nil {
		return err
	}
	picture, err := drawQR(e.URL)
	if err != nil {
		return err
	}
	return p.secondPage(w, r, http.StatusOK, []templ.Component{section("", enrolmentShown(e, picture), p.enrolForm(r, nil))})
}

func (p *Pages) secondPage(w http.ResponseWriter, r *http.Request, status int, body []templ.Component) error {
	ctx := r.Context()
	page := web.Page{Title: web.Say(ctx, "access.second.title"), Lead: web.Say(ctx, "access.second.lead")}
	if VisitOf(ctx).Need != NeedNothing {
		if status != http.StatusOK {
			return p.Site.ShowRefused(w, r, p.Frame(r), page, parts(body))
		}
		return p.Site.ShowBare(w, r, p.Frame(r), page, parts(body))
	}
	page.Crumbs = []web.Link{{Text: web.Say(ctx, "access.account.title"), Href: pathAccount}}
	if status != http.StatusOK {
		return p.Site.ShowFaulty(w, r, page, parts(body))
	}
	return p.Site.Show(w, r, page, parts(body))
}

func (p *Pages) enrolForm(r *http.Request, wrong error) web.Form {
	ctx := r.Context()
	f := web.Form{Action: pathSecond + "?to=" + url.QueryEscape(r.URL.Query().Get("to")), Submit: web.Say(ctx, "access.second.submit"), Fields: []web.Field{
		{Kind: web.Digits, Name: fieldEnrol, Label: web.Say(ctx, "access.second.first"), Required: true, Autocomplete: "one-time-code", Max: 6}}}
	if wrong != nil {
		f.Fields[0].Fault = p.sentence(r, wrong)
	}
	return f
}

// setSecond shows by a first code that the authenticator is set up.
func (p *Pages) setSecond(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	in, recovery, err := p.Gate.ConfirmEnrolment(r.Context(), p.Site.Cookie(r, sessionCookie),
		Proof{Code: r.PostForm.Get(fieldEnrol), Device: p.Site.Cookie(r, deviceCookie), Origin: p.Origin(r)})
	if err != nil {
		if k := fault.KindOf(err); k != fault.Denied && k != fault.Invalid && k != fault.Unavailable {
			return err
		}
		ctx := r.Context()
		again := web.Button{Text: web.Say(ctx, "access.second.again"), Href: pathSecond}
		return p.secondPage(w, r, http.StatusUnprocessableEntity, []templ.Component{section("", p.enrolForm(r, err), actsRow([]templ.Component{again}))})
	}
	p.keep(w, in)
	return p.showRecovery(w, r, recovery)
}

// showRecovery shows recovery codes, which are told only now.
func (p *Pages) showRecovery(w http.ResponseWriter, r *http.Request, recovery []string) error {
	ctx := r.Context()
	return p.Site.ShowBare(w, r, p.Frame(r), web.Page{Title: web.Say(ctx, "access.recovery.title"), Lead: web.Say(ctx, "access.recovery.lead"),
		Messages: []web.Message{{Tone: web.Good, Text: web.Say(ctx, "access.second.done")}}},
		parts([]templ.Component{section("", secretsShown(recovery), paragraph(web.Say(ctx, "access.recovery.text"))),
			actsRow([]templ.Component{web.Button{Text: web.Say(ctx, "access.recovery.kept"), Href: web.LocalPath(r.URL.Query().Get("to")), Primary: true}, printing()})}))
}

func (p *Pages) renewRecovery(w http.ResponseWriter, r *http.Request) error {
	recovery, err := p.Gate.RenewRecovery(r.Context(), p.Site.Cookie(r, sessionCookie), p.Origin(r))
	if err != nil {
		return err
	}
	return p.showRecovery(w, r, recovery)
}

func (p *Pages) dropSecond(w http.ResponseWriter, r *http.Request) error {
	if err := p.Gate.DropSecond(r.Context(), p.Site.Cookie(r, sessionCookie), p.Origin(r)); err != nil {
		return err
	}
	return p.done(w, r, "access.second.gone", pathAccount)
}

// drawQR draws a code as a picture of black squares on white, with the quiet zone
// of four squares that ISO/IEC 18004 asks for.
func drawQR(content string) (string, error) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return "", fault.Wrap(fault.Internal, err, "access.second.unmade", nil)
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := range size {
			if level, _, _, _ := code.At(x, y).RGBA(); level == 0 {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+4, y+4)
			}
		}
	}
	return fmt.Sprintf(`<svg viewBox="0 0 %d %d" width="200" height="200" shape-rendering="crispEdges" aria-hidden="true"><path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="%s"/></svg>`,
		size+8, size+8, size+8, size+8, path.String()), nil
}
