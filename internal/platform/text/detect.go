package text

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Detection is a reading of bytes.
type Detection struct {
	Text     string // NFC, without byte order mark
	Encoding Encoding
	// Confidence is the share of words with marks that are Vietnamese
	// syllables, 1 for plain ASCII and for a byte order mark.
	Confidence float64
}

// What decides. A word counts when it holds a letter beyond ASCII. The figures
// come from the corpus of commune names in the tests: right readings score
// above 0.9, wrong ones below 0.5; between them a person is asked.
const (
	sure      = 0.85 // a legacy reading at least this good is taken
	margin    = 0.25 // and must lead the next by this much
	sampleLen = 1 << 16
)

// Detect finds out how bytes are encoded and decodes them. UTF-8 and UTF-16
// are known by their form. Legacy encodings are told apart by which reading
// gives Vietnamese syllables; when none is convincing, or two are, the error
// is a question with option OptionEncoding, and nothing is decoded.
func Detect(data []byte) (Detection, error) {
	if mark := markOf(data); mark != DetectEncoding {
		s, err := Decode(data, mark)
		return Detection{s, mark, 1}, err
	}
	if e := wideOrder(data); e != DetectEncoding {
		if s, err := Decode(data, e); err == nil {
			return Detection{s, e, 1}, nil
		}
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return Detection{}, fault.New(fault.Invalid, "text.encoding.binary", nil)
	}
	sample := sampleOf(data)
	if len(sample) == 0 {
		return detectASCII(data)
	}
	valid := utf8.Valid(data)
	var readings []reading
	if valid {
		s := NFC(string(data))
		own := score(NFC(string(sample)))
		readings = append(readings, reading{UTF8, own})
		raw, wrapped := unwrap(sample)
		if !wrapped || own.share() >= sure {
			return Detection{s, UTF8, own.share()}, nil
		}
		// Every letter is one of Windows-1252 and few words are Vietnamese:
		// French, say, or the bytes of an older encoding wrapped in UTF-8.
		readings = append(readings, legacyReadings(raw)...)
		if best := readings[bestOf(readings)]; best.encoding == UTF8 || best.share() < sure || best.good < 2 {
			return Detection{s, UTF8, own.share()}, nil
		}
		return Detection{}, askEncoding(sample, readings)
	}
	readings = legacyReadings(legacyLines(sample))
	if len(readings) == 0 {
		return Detection{}, askEncoding(sample, []reading{{CP1258, tally{}}, {TCVN3, tally{}}, {VNI, tally{}}})
	}
	slices.SortStableFunc(readings, func(a, b reading) int { return cmpFloat(b.share(), a.share()) })
	best := readings[0]
	if best.share() < sure || len(readings) > 1 && best.share()-readings[1].share() < margin {
		return Detection{}, askEncoding(sample, readings)
	}
	if err := mixed(data, best.encoding); err != nil {
		return Detection{}, err
	}
	s, err := Decode(data, best.encoding)
	return Detection{s, best.encoding, best.share()}, err
}

// Read decodes with the encoding told, or finds it out.
func Read(data []byte, e Encoding) (Detection, error) {
	if e == DetectEncoding {
		return Detect(data)
	}
	s, err := Decode(data, e)
	return Detection{s, e, 1}, err
}

type reading struct {
	encoding Encoding
	tally
}

// tally counts the words with letters beyond ASCII.
type tally struct{ good, all int }

func (t tally) share() float64 {
	if t.all == 0 {
		return 0
	}
	return float64(t.good) / float64(t.all)
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func bestOf(readings []reading) int {
	best := 0
	for i, r := range readings {
		if r.share() > readings[best].share() {
			best = i
		}
	}
	return best
}

// score counts words and the Vietnamese syllables among them. A sign beyond
// ASCII that is neither letter nor usual punctuation makes its word a bad one:
// wrong readings are full of ¸ and §.
func score(s string) tally {
	var t tally
	words := strings.FieldsFunc(s, func(r rune) bool {
		return r < 0x80 && !unicode.IsLetter(r) || unicode.IsSpace(r)
	})
	for _, w := range words {
		w = strings.Trim(w, "–—…“”‘’•°")
		if isASCII(w) {
			continue
		}
		t.all++
		if isSyllable(w) {
			t.good++
		}
	}
	return t
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func legacyReadings(raw []byte) []reading {
	var readings []reading
	for _, e := range []Encoding{CP1258, TCVN3, VNI} {
		if s, bad := decodeBytes(raw, e); bad < 0 {
			readings = append(readings, reading{e, score(s)})
		}
	}
	return readings
}

// sampleOf collects the lines with bytes beyond ASCII, up to sampleLen bytes
// taken from the whole length of the file.
func sampleOf(data []byte) []byte {
	var lines [][]byte
	total := 0
	for rest := data; len(rest) > 0; {
		line, tail, _ := bytes.Cut(rest, []byte("\n"))
		rest = tail
		if bytes.IndexFunc(line, func(r rune) bool { return r >= 0x80 }) >= 0 {
			lines = append(lines, line)
			total += len(line)
		}
	}
	step := max(1, total/sampleLen)
	var sample []byte
	for i := 0; i < len(lines); i += step {
		sample = append(append(sample, lines[i]...), '\n')
	}
	return sample
}

// wideOrder recognises UTF-16 without a mark: its ASCII letters have a zero byte
// on one side, and only there.
func wideOrder(data []byte) Encoding {
	if len(data) < 4 || len(data)%2 != 0 {
		return DetectEncoding
	}
	var even, odd int
	head := data[:min(len(data), sampleLen)]
	for i, c := range head {
		if c != 0 {
			continue
		}
		if i%2 == 0 {
			even++
		} else {
			odd++
		}
	}
	units := len(head) / 2
	switch {
	case odd*3 > units && even == 0:
		return UTF16LE
	case even*3 > units && odd == 0:
		return UTF16BE
	}
	return DetectEncoding
}

// detectASCII tells plain ASCII from VIQR. A sign behind a vowel is common in
// plain text too (a full stop, an apostrophe), so that VIQR is taken only when
// shapes that nothing else has (e^, o+, u+, a(, dd) occur in words which are
// syllables when decoded, and hardly any word is spoilt.
func detectASCII(data []byte) (Detection, error) {
	sample := string(data[:min(len(data), sampleLen)])
	var marked, strong, good int
	for _, w := range strings.FieldsFunc(sample, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:\"/|-)_[]{}<>=", r)
	}) {
		s := NFC(viqr(w))
		if isASCII(s) {
			continue
		}
		marked++
		s = strings.Trim(s, "!?.'")
		if isSyllable(s) {
			good++
			if strings.ContainsAny(w, "^+~`") || strings.Contains(strings.ToLower(w), "dd") || strings.Contains(w, "a(") || strings.Contains(w, "A(") {
				strong++
			}
		}
	}
	t := tally{good, marked}
	switch {
	case strong == 0 || t.share() < 0.5:
		return Detection{NFC(string(data)), UTF8, 1}, nil
	case t.share() >= sure && strong*3 >= marked:
		s, err := Decode(data, VIQR)
		return Detection{s, VIQR, t.share()}, err
	}
	return Detection{}, askEncoding([]byte(sample), []reading{{UTF8, tally{}}, {VIQR, t}})
}

// isUTF8 tells a line that is Vietnamese in UTF-8 beyond doubt.
func isUTF8(line []byte) bool {
	if isASCII(string(line)) || !utf8.Valid(line) {
		return false
	}
	own := score(NFC(string(line)))
	return own.good > 0 && own.share() >= sure
}

// legacyLines leaves out the lines that are UTF-8: in a file of two encodings
// they must not hide what the other one is.
func legacyLines(sample []byte) []byte {
	var kept []byte
	for line := range bytes.Lines(sample) {
		if !isUTF8(bytes.TrimSuffix(line, []byte("\n"))) {
			kept = append(kept, line...)
		}
	}
	return kept
}

// mixed finds lines of UTF-8 within a file of a legacy encoding, which happens
// when files are joined. No single encoding reads such a file.
func mixed(data []byte, e Encoding) error {
	var faults fault.List
	number := 0
	for rest := data; len(rest) > 0; {
		line, tail, _ := bytes.Cut(rest, []byte("\n"))
		rest = tail
		number++
		s, bad := decodeBytes(line, e)
		if isUTF8(line) && (bad >= 0 || score(s).share() < sure) {
			faults.Add(fault.New(fault.Invalid, "text.encoding.mixed", fault.Args{"encoding": string(e)}).
				WithPlace(fault.Place{Line: number}).WithHint("text.encoding.hint"))
		}
	}
	return faults.Err()
}

// askEncoding is the question about an encoding. Each choice shows how a piece
// of the file would read, for only a person can tell.
func askEncoding(sample []byte, readings []reading) error {
	slices.SortStableFunc(readings, func(a, b reading) int { return cmpFloat(b.share(), a.share()) })
	line, _, _ := bytes.Cut(sample, []byte("\n"))
	var choices []fault.Choice
	for _, r := range readings {
		s, err := Decode(line, r.encoding)
		if err != nil {
			continue
		}
		choices = append(choices, fault.Choice{Value: string(r.encoding), Key: "text.encoding.choice", Args: fault.Args{
			"encoding": string(r.encoding), "sample": Clip(strings.TrimSpace(s), 60),
		}})
	}
	if len(choices) < 2 {
		choices = nil
		for _, e := range []Encoding{UTF8, CP1258, TCVN3, VNI} {
			choices = append(choices, fault.Choice{Value: string(e), Key: "text.encoding.name", Args: fault.Args{"encoding": string(e)}})
		}
	}
	return fault.Question("text.encoding.unsure", nil, OptionEncoding, choices...).WithHint("text.encoding.hint")
}
