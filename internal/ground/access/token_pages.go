package access

import (
	"net/http"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// tokensTable lists the own API tokens.
func (p *Pages) tokensTable(r *http.Request, tokens []Token, now time.Time) web.Table {
	ctx := r.Context()
	t := web.Table{Caption: web.Say(ctx, "access.account.tokens"), HideCaption: true, Columns: []web.Column{
		{Title: web.Say(ctx, "access.token.called")}, {Title: web.Say(ctx, "access.token.scopeHead")}, {Title: web.Say(ctx, "access.field.to")}, {Title: web.Say(ctx, "access.field.act")}},
		Empty: web.Empty{Title: web.Say(ctx, "access.token.none"), Text: web.Say(ctx, "access.token.noneText")}}
	for _, one := range tokens {
		var scopes []string
		for _, s := range one.Scopes {
			scopes = append(scopes, web.Say(ctx, "access.tokenscope."+s))
		}
		act := web.Cell{Text: web.Say(ctx, "access.token.over")}
		if one.Revoked.IsZero() && now.Before(one.Expires) {
			act = web.Cell{Part: postButton(pathTokens+"/"+one.ID+"/revoke", web.Say(ctx, "access.token.revoke"))}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: one.Name}, {Text: strings.Join(scopes, ", ")}, {Text: lastDay(one.Expires)}, act}})
	}
	return t
}

// tokenForm asks for a new token; wrong are the faults of one that was sent.
func (p *Pages) tokenForm(r *http.Request, wrong error) (web.Form, error) {
	ctx := r.Context()
	f := web.Form{Key: "token", Action: pathTokens, Submit: web.Say(ctx, "access.token.make"), Fields: []web.Field{
		{Kind: web.Line, Name: "name", Label: web.Say(ctx, "access.token.called"), Hint: web.Say(ctx, "access.token.nameHint"), Value: r.PostForm.Get("name"), Required: true, Max: mostTokenName},
		{Kind: web.Date, Name: "expires", Label: web.Say(ctx, "access.field.to"), Value: r.PostForm.Get("expires"), Required: true},
	}}
	for _, s := range Scopes {
		f.Fields = append(f.Fields, web.Field{Kind: web.Check, Name: "scope_" + s, Value: r.PostForm.Get("scope_" + s), Label: web.Say(ctx, "access.tokenscope."+s)})
	}
	if wrong != nil {
		return f, p.blame(r, &f, wrong)
	}
	return f, nil
}

func (p *Pages) createToken(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	var scopes []string
	for _, s := range Scopes {
		if r.PostForm.Get("scope_"+s) != "" {
			scopes = append(scopes, s)
		}
	}
	to, err := dayTyped(r.PostForm.Get("expires"), "expires")
	if err != nil {
		return p.account(w, r, nil, err, "")
	}
	secret := ""
	err = p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		_, secret, err = p.Gate.CreateToken(tx, ActorOf(r.Context()), r.PostForm.Get("name"), scopes, to.AddDate(0, 0, 1))
		return err
	})
	if err != nil {
		return p.account(w, r, nil, err, "")
	}
	return p.account(w, r, nil, nil, secret)
}

func (p *Pages) revokeToken(w http.ResponseWriter, r *http.Request) error {
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		return p.Gate.RevokeToken(tx, ActorOf(r.Context()), r.PathValue("id"), "")
	})
	if err != nil {
		return err
	}
	return p.done(w, r, "access.token.gone", pathAccount)
}
