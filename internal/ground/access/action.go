package access

import "slices"

// Action is what somebody wants to do, "noun.verb".
type Action string

// The actions that policy/policy.cedar speaks of. Acts of other slices ask for
// them; an action that is not here is refused.
const (
	PublishedRead Action = "published.read"
	AgencyRead    Action = "agency.read"
	AnswerRead    Action = "answer.read"
	ScoreRead     Action = "score.read"
	RegisterRead  Action = "register.read"
	ProjectRead   Action = "project.read"
	AccountRead   Action = "account.read"
	AuditRead     Action = "audit.read"
	SettingsRead  Action = "settings.read"
	FrameworkRead Action = "framework.read"
	RoundRead     Action = "round.read"

	AnswerEdit        Action = "answer.edit"
	AnswerAmend       Action = "answer.amend"
	AnswerDraft       Action = "answer.draft"
	FormSubmit        Action = "form.submit"
	FormDeliver       Action = "form.deliver"
	FormBehalf        Action = "form.behalf"
	ExplanationEdit   Action = "explanation.edit"
	ExplanationSubmit Action = "explanation.submit"
	FormReturn        Action = "form.return"
	ScoreAppraise     Action = "score.appraise"
	ScoreAdjudicate   Action = "score.adjudicate"
	SessionRun        Action = "session.run"
	RankingApprove    Action = "ranking.approve"
	RankingPublish    Action = "ranking.publish"

	RegisterEdit    Action = "register.edit"
	ProjectEdit     Action = "project.edit"
	ProjectSubmit   Action = "project.submit"
	ProjectAppraise Action = "project.appraise"
	TaskReport      Action = "task.report"

	FrameworkManage Action = "framework.manage"
	RoundManage     Action = "round.manage"
	AgencyManage    Action = "agency.manage"
	CalendarManage  Action = "calendar.manage"
	FigureManage    Action = "figure.manage"
	PlanManage      Action = "plan.manage"
	BodyManage      Action = "body.manage"
	ReportMake      Action = "report.make"
	ReminderSend    Action = "reminder.send"

	AccountCreate Action = "account.create"
	AccountChange Action = "account.change"
	AccountClose  Action = "account.close"
	AccountInvite Action = "account.invite"
	AccountReset  Action = "account.reset"
	SecondReset   Action = "second.reset"
	SessionEnd    Action = "session.end"
	TokenRevoke   Action = "token.revoke"
	RoleGrant     Action = "role.grant"
	RoleRevoke    Action = "role.revoke"

	RoleDelegate   Action = "role.delegate"
	TokenCreate    Action = "token.create"
	SettingsChange Action = "settings.change"
)

// In names the action in a language.
func (a Action) In(lang string) string { return word("access.action."+string(a), lang) }

// Groups of actions, as the policy and the scopes of API tokens name them.
const (
	groupRead    = "read"    // changes nothing
	groupChange  = "change"  // everything else
	groupScore   = "score"   // sets a score or leads to one: from declaring to publishing
	groupFacts   = "facts"   // registers, projects, tasks
	groupManage  = "manage"  // what the secretariat runs
	groupAccount = "account" // other people's accounts and roles
	groupGrave   = "grave"   // needs a sign-in or a confirmation moments before
)

// Scopes are what an API token may be limited to. What is grave, and with it
// accounts, is out of reach of every token.
var Scopes = []string{groupRead, groupScore, groupFacts, groupManage}

// groups names, for every action, the groups that it belongs to.
var groups = func() map[Action][]string {
	all := map[Action][]string{}
	put := func(group string, actions ...Action) {
		for _, a := range actions {
			all[a] = append(all[a], group)
		}
	}
	put(groupRead, PublishedRead, AgencyRead, AnswerRead, ScoreRead, RegisterRead, ProjectRead, AccountRead, AuditRead, SettingsRead, FrameworkRead, RoundRead)
	put(groupScore, AnswerEdit, AnswerAmend, AnswerDraft, FormSubmit, FormDeliver, FormBehalf, ExplanationEdit, ExplanationSubmit, FormReturn, ScoreAppraise,
		ScoreAdjudicate, SessionRun, RankingApprove, RankingPublish)
	put(groupFacts, RegisterEdit, ProjectEdit, ProjectSubmit, ProjectAppraise, TaskReport)
	put(groupManage, FrameworkManage, RoundManage, AgencyManage, CalendarManage, FigureManage, PlanManage, BodyManage, ReportMake, ReminderSend)
	put(groupAccount, AccountCreate, AccountChange, AccountClose, AccountInvite, AccountReset, SecondReset, SessionEnd, TokenRevoke, RoleGrant, RoleRevoke)
	put(groupGrave, RankingApprove, RankingPublish, AccountCreate, AccountClose, AccountInvite, AccountReset, SecondReset, RoleGrant,
		RoleDelegate, TokenCreate, SettingsChange)
	for a, in := range all {
		if !slices.Contains(in, groupRead) {
			put(groupChange, a)
		}
	}
	return all
}()

// Actions are all actions, in order.
func Actions() []Action {
	all := make([]Action, 0, len(groups))
	for a := range groups {
		all = append(all, a)
	}
	slices.Sort(all)
	return all
}

// Phase is where the round stands to which an act belongs; "" for no round.
type Phase string

// Phases are those of a round, in order (design §3.12).
var Phases = []Phase{"prepare", "open", "closed", "appraising", "provisional", "explaining", "council", "approved", "published"}

// In names the phase in a language.
func (p Phase) In(lang string) string {
	if p == "" {
		return word("access.phase.none", lang)
	}
	return word("access.phase."+string(p), lang)
}

// Resource is what an act concerns, in plain values: access looks nothing up.
type Resource struct {
	Agency string   // opaque id; "" when it concerns no single agency
	Groups []string // ids of the groups of that agency, nested ones with all above
	Phase  Phase    // of the round; "" outside of rounds
	Owner  string   // the person whom it belongs to, such as whose account it is
	Roles  []Role   // in acts on accounts: those granted, or those the owner holds
}
