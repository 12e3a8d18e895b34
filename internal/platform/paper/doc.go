// Package paper makes documents to be printed: PDF in layouts of our own, and QR
// codes in them.
//
//	p := paper.New(paper.Meta{Title: "Biên nhận", Lang: text.Vi, Made: at})
//	p.Title("BIÊN NHẬN")
//	p.Facts([][2]string{{"Đơn vị", "Sở Y tế"}})
//	p.Table(columns, rows)
//	err := p.QR(content, 45, "Mã để kiểm tra")
//	err = p.Write(w)
//
// # What holds
//
//   - A4 portrait with the margins of Nghị định 30/2020/NĐ-CP: 20 mm above and
//     below, 30 mm at the left, 15 mm at the right; a serif letter that has every
//     Vietnamese sign, embedded.
//   - Long words and long tables break; the heading of a table stands on each of
//     its pages.
//   - The same content gives the same bytes.
package paper
