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
	ward := ""
	for _, c := range Communes() {
		if c.Name == wardShown {
			ward = c.Code
		}
	}
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
