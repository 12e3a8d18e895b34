package scoring

// Text is a text for people in Vietnamese and in English. Either may be empty.
type Text struct {
	Vi string `yaml:"vi,omitempty"`
	En string `yaml:"en,omitempty"`
}

// In gives the text in "vi" or "en", and the other language when that one is empty.
func (t Text) In(lang string) string {
	first, second := t.En, t.Vi
	if lang == "vi" {
		first, second = t.Vi, t.En
	}
	if first != "" {
		return first
	}
	return second
}

// IsZero tells whether the text is empty in both languages.
func (t Text) IsZero() bool { return t == Text{} }

// Reference is a legal basis as data: which document, which article, in force
// from and to when. Dates are ISO 8601 ("2017-01-19"); an open end is empty.
type Reference struct {
	Number  string `yaml:"number"`            // "62/QĐ-BTTTT"
	Date    string `yaml:"date,omitempty"`    // date of issue
	Issuer  string `yaml:"issuer,omitempty"`  // "Bộ Thông tin và Truyền thông"
	Article string `yaml:"article,omitempty"` // "Phụ lục 1B, mục 4"
	Text    Text   `yaml:"text,omitempty"`    // subject, or the words relied on
	From    string `yaml:"from,omitempty"`    // in force from
	To      string `yaml:"to,omitempty"`      // no longer in force from
}
