package criteria

import (
	"reflect"
	"strings"
	"unicode"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// tidy brings every text of what v points to into the one form in which both faces
// keep it: NFC, lines ended by \n, without blanks around and without control
// characters, which a workbook cannot hold.
func tidy(v any) { tidyValue(reflect.ValueOf(v)) }

func tidyValue(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			tidyValue(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			tidyValue(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				tidyValue(v.Field(i))
			}
		}
	case reflect.String:
		if s := tidyText(v.String()); s != v.String() {
			v.SetString(s)
		}
	}
}

func tidyText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(text.NFC(s))
}
