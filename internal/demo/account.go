package demo

import (
	"crypto/rand"
	"math/big"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
)

// Account is somebody of the demonstration, with the password that was made for
// it: told at each start, since nobody could choose one.
type Account struct {
	Login    string      `json:"login"`
	Name     string      `json:"name"`
	Role     access.Role `json:"role"`
	Deputy   bool        `json:"deputy,omitempty"` // the role is delegated
	Agency   agency.Name `json:"agency,omitzero"`
	Password string      `json:"password"`
}

// person is an account before it is made. The names are invented.
type person struct {
	login, name string
	role        access.Role
	agency      string // code; "" for the province
	deputy      string // login of the head who delegates
}

const wardShown = "Phường Kinh Bắc"

func people() []person {
	ward := wardCode()
	return []person{
		{"quantri", "Ngô Đức Thành", access.Admin, "", ""},
		{"thuongtruc", "Nguyễn Thị Hồng Hạnh", access.Secretariat, "", ""},
		{"canbo.skhcn", "Trần Văn Dũng", access.Officer, "so-kh-cn", ""},
		{"giamdoc.skhcn", "Phạm Quang Huy", access.Head, "so-kh-cn", ""},
		{"phogiamdoc.skhcn", "Đỗ Thị Lan Anh", access.Head, "so-kh-cn", "giamdoc.skhcn"},
		{"canbo.syt", "Lê Thị Mai", access.Officer, "so-y-te", ""},
		{"canbo.kinhbac", "Hoàng Anh Tuấn", access.Officer, ward, ""},
		{"chutich.kinhbac", "Nguyễn Hữu Phúc", access.Head, ward, ""},
		{"thamdinh1", "Bùi Thị Thu Trang", access.Appraiser, "", ""},
		{"thamdinh2", "Đặng Xuân Bách", access.Appraiser, "", ""},
		{"chutich.hoidong", "Vũ Thanh Bình", access.Chair, "", ""},
		{"lanhdao", "Nguyễn Văn Sơn", access.Leader, "", ""},
		{"thamdinh.duan", "Lưu Thị Ngọc Bích", access.Reviewer, "", ""},
		{"kiemtra", "Phan Đình Trọng", access.Auditor, "", ""},
	}
}

// contacts are whom to ask at some agencies, by their codes: invented, at hosts
// that cannot exist, with numbers of no subscriber.
var contacts = map[string][]agency.Contact{
	"so-kh-cn": {
		{Name: "Trần Văn Dũng", Title: "Chuyên viên, cán bộ đầu mối", Phone: "0222 000 0101", Mail: "dungtv@skhcn.example"},
		{Name: "Phạm Quang Huy", Title: "Giám đốc", Phone: "0222 000 0100", Mail: "huypq@skhcn.example"},
	},
	"so-y-te":   {{Name: "Lê Thị Mai", Title: "Chuyên viên, cán bộ đầu mối", Phone: "0222 000 0111", Mail: "mailt@syt.example"}},
	"so-noi-vu": {{Name: "Nguyễn Đức Cường", Title: "Chánh Văn phòng Sở", Phone: "0222 000 0121", Mail: "cuongnd@snv.example"}},
	wardCode():  {{Name: "Hoàng Anh Tuấn", Title: "Công chức, cán bộ đầu mối", Phone: "0222 000 0131", Mail: "tuanha@kinhbac.example"}},
}

func wardCode() string {
	for _, c := range Communes() {
		if c.Name == wardShown {
			return c.Code
		}
	}
	return ""
}

// newAccounts gives everybody with a password of their own.
func newAccounts() ([]Account, error) {
	var all []Account
	for _, p := range people() {
		password, err := newPassword()
		if err != nil {
			return nil, err
		}
		all = append(all, Account{Login: p.login, Name: p.name, Role: p.role, Deputy: p.deputy != "", Password: password})
	}
	return all, nil
}

// newPassword makes one that can be read out and typed without marks: six
// syllables of 13 consonants and 5 vowels and four digits, some 49 bits.
func newPassword() (string, error) {
	pick := func(from string) (string, error) {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(from))))
		if err != nil {
			return "", err
		}
		return from[n.Int64() : n.Int64()+1], nil
	}
	var b strings.Builder
	for i, form := range []string{"cvcv", "cvcv", "cvcv", "dddd"} {
		if i > 0 {
			b.WriteByte('-')
		}
		for _, part := range form {
			s, err := pick(map[rune]string{'c': "bdghklmnprstv", 'v': "aeiou", 'd': "23456789"}[part])
			if err != nil {
				return "", err
			}
			b.WriteString(s)
		}
	}
	return b.String(), nil
}
