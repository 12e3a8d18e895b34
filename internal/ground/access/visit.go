package access

import "context"

type visitKey struct{}

// WithVisit returns a context that knows who is there.
func WithVisit(ctx context.Context, v *Visit) context.Context {
	return context.WithValue(ctx, visitKey{}, v)
}

// VisitOf gives who is there; nil for somebody not signed in.
func VisitOf(ctx context.Context) *Visit {
	v, _ := ctx.Value(visitKey{}).(*Visit)
	return v
}

// ActorOf gives who acts; of somebody not signed in, the zero Actor.
func ActorOf(ctx context.Context) Actor {
	if v := VisitOf(ctx); v != nil {
		return v.Actor
	}
	return Actor{}
}
