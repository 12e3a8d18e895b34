package criteria

import (
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

var guideColumns = []sheet.Column{{Width: 22}, {Width: 62}, {Width: 74}}

// isGuide tells the sheet that is for people only.
func isGuide(name string) bool {
	for _, lang := range text.Langs {
		if text.Fold(name) == text.Fold(say(lang, "criteria.sheet.guide")) {
			return true
		}
	}
	return false
}

// writeGuide explains the kinds of rule, each with a line to copy.
func writeGuide(page *sheet.Page, lang text.Lang) {
	page.Row(sheet.Head, sheet.Text(say(lang, "criteria.guide.kind")), sheet.Text(say(lang, "criteria.guide.meaning")), sheet.Text(say(lang, "criteria.guide.example")))
	for _, kind := range scoring.RuleKinds() {
		page.Row(sheet.Body, sheet.Text(kind), sheet.Text(say(lang, "criteria.guide."+kind)), sheet.Text(ruleExamples[kind]))
	}
}

// ruleExamples are rules as they stand in a cell; a test reads each.
var ruleExamples = map[string]string{
	"ratio":         "ratio: {of: may_tinh / cbccvc}",
	"steps":         "steps: {of: so_hop, steps: [{from: 1, points: 5}, {from: 2, points: 10}, {from: 4, points: 20}]}",
	"choice":        "choice: {item: truong_ban, cases: [{option: bi_thu, share: 1}, {option: pho, share: 1/2}]}",
	"sum":           "sum: {parts: [{max: 1, rule: {yes_no: {item: lan}}}, {max: 1, rule: {yes_no: {item: sao_luu}}}]}",
	"relative":      "relative: {of: bang_thong / cbccvc, within: group}",
	"count":         "count: {of: so_ung_dung, each: 0.1, cap: 0.5}",
	"best":          "best: {cases: [{max: 5, rule: {yes_no: {item: chung_nhan}}}, {max: 3, rule: {yes_no: {item: cong_bo}}}]}",
	"base_best":     "base_best: {base: {max: 35, rule: {yes_no: {item: co_ttdl}}}, cases: [{max: 5, rule: {yes_no: {item: cong_bo}}}]}",
	"leader":        "leader: {of: so_sang_kien, target: 10}",
	"bonus_penalty": "bonus_penalty: {plus: khen_thuong, plus_each: 1, minus: vi_pham, minus_each: 0.5, min: -2, max: 3}",
	"level":         "level: {item: muc_do, each: 1}",
	"yes_no":        "yes_no: {item: co_quy_che}",
	"standardise":   "standardise: {of: diem_khao_sat, method: minmax, low: 0, high: 10, equal: points_half}",
	"mean":          "mean: {parts: [{max: 100, rule: {ratio: {of: a / b}}}, {max: 100, weight: 2, rule: {ratio: {of: c / d}}}]}",
	"manual":        "manual: {item: diem_hoi_dong}",
	"cap":           "cap: {points: 5, rule: {count: {of: so_lop, each: 1}}}",
	"floor":         "floor: {points: 1, rule: {ratio: {of: a / b}}}",
}
