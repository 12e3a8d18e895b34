package agency

import (
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Installation says whose installation this is: one installation is one
// province.
type Installation struct {
	Code     string // "bac-ninh": small letters, digits and hyphens
	Name     Name   // "Tỉnh Bắc Ninh"; without Short
	Language text.Lang
	// Sample says that the data are invented; it is set when the installation is
	// founded and never changes, so that no invented ranking passes for a real one.
	Sample   bool
	Founded  time.Time
	Revision int64
}

// Check gives everything that is wrong about what was typed.
func (i *Installation) Check() error {
	var list fault.List
	if !isCode(i.Code) {
		list.Add(fault.New(fault.Invalid, "agency.installation.code", nil).WithPlace(fault.Place{Field: "code"}).WithFound(text.Clip(i.Code, 80)))
	}
	if i.Name.Vi == "" || len(i.Name.Vi) > longestText {
		list.Add(fault.New(fault.Invalid, "agency.installation.name", nil).WithPlace(fault.Place{Field: "name"}))
	}
	if len(i.Name.En) > longestText {
		list.Add(fault.New(fault.Invalid, "agency.installation.name", nil).WithPlace(fault.Place{Field: "name_en"}))
	}
	if i.Language != text.Vi && i.Language != text.En {
		list.Add(fault.New(fault.Invalid, "agency.installation.language", nil).WithPlace(fault.Place{Field: "language"}).WithFound(string(i.Language)))
	}
	return list.Err()
}

// isCode holds for what may stand in the name of an audit log, too.
func isCode(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && !strings.HasPrefix(s, "-")
}

// In names the province in a language.
func (i *Installation) In(lang text.Lang) string {
	if lang == text.En && i.Name.En != "" {
		return i.Name.En
	}
	return i.Name.Vi
}
