package scoring

import "strings"

// syntaxWords are what the parser of YAML says and the same in Vietnamese; the
// phrases are those of the library (go.yaml.in/yaml/v3, scannerc.go and
// parserc.go), the longer before those they contain.
var syntaxWords = []struct{ en, vi string }{
	{"mapping values are not allowed in this context", "dấu hai chấm đứng sai chỗ; nội dung có dấu hai chấm phải đặt trong ngoặc kép"},
	{"found character that cannot start any token", "ký tự này không được đứng đầu một giá trị; hãy đặt giá trị trong ngoặc kép"},
	{"found a tab character", "dùng dấu tab để thụt dòng; hãy thay bằng dấu cách"},
	{"did not find expected ',' or ']'", "thiếu dấu phẩy hoặc dấu “]”"},
	{"did not find expected ',' or '}'", "thiếu dấu phẩy hoặc dấu “}”"},
	{"did not find expected '-' indicator", "thụt dòng không đều, hoặc thiếu dấu gạch ngang đầu mục"},
	{"did not find expected key", "thụt dòng không đều, hoặc thiếu khóa"},
	{"did not find expected node content", "thiếu giá trị"},
	{"did not find expected alphabetic or numeric character", "sau dấu & hoặc * phải là chữ cái hoặc chữ số"},
	{"could not find expected ':'", "thiếu dấu hai chấm sau khóa"},
	{"block sequence entries are not allowed in this context", "danh sách đứng sai chỗ; mỗi mục phải ở một dòng riêng"},
	{"found unexpected end of stream", "ngoặc kép hoặc ngoặc đơn chưa được đóng"},
	{"found unexpected document indicator", "gặp dấu ngăn tài liệu khi ngoặc kép chưa được đóng"},
	{"found unknown escape character", "sau dấu \\ trong ngoặc kép là ký tự không dùng được"},
	{"control characters are not allowed", "có ký tự điều khiển"},
	{"exceeded max depth", "lồng nhau quá nhiều tầng"},
	{"unknown anchor", "bí danh không có neo tương ứng"},
}

// syntaxText says in both languages what the parser of YAML found. What it says
// in words that are not known here is not passed on in Vietnamese: the line is
// told in any case.
func syntaxText(words string) Text {
	for _, w := range syntaxWords {
		if strings.Contains(words, w.en) {
			return Text{Vi: w.vi, En: words}
		}
	}
	return Text{Vi: "không hiểu cấu trúc của dòng này", En: words}
}
