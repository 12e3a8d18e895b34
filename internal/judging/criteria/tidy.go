package criteria

import (
	"reflect"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// tidy brings every text of a framework into the one form in which both faces
// keep it: NFC, without blanks around.
func tidy(f *scoring.Framework) { tidyValue(reflect.ValueOf(f)) }

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
		if s := strings.TrimSpace(text.NFC(v.String())); s != v.String() {
			v.SetString(s)
		}
	}
}
