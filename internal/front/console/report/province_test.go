package report

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"strings"
)

// The reports that tests look at: a province of 27 agencies and six fields with
// everything that a report can carry, one of 115 agencies and thirty criteria,
// and an index without points and levels. All are invented from a seed.

var departments = strings.Split("Văn phòng UBND tỉnh;Sở Nội vụ;Sở Tư pháp;Sở Kế hoạch và Đầu tư;Sở Tài chính;Sở Công Thương;Sở Nông nghiệp và Phát triển nông thôn;Sở Giao thông vận tải;Sở Xây dựng;Sở Tài nguyên và Môi trường;Sở Thông tin và Truyền thông;Sở Lao động - Thương binh và Xã hội;Sở Văn hóa, Thể thao và Du lịch;Sở Khoa học và Công nghệ;Sở Giáo dục và Đào tạo;Sở Y tế;Thanh tra tỉnh;Ban Quản lý các khu công nghiệp;Viện nghiên cứu phát triển kinh tế - xã hội", ";")

var districts = strings.Split("Thành phố Bắc Ninh;Thị xã Từ Sơn;Huyện Tiên Du;Huyện Yên Phong;Huyện Quế Võ;Huyện Thuận Thành;Huyện Gia Bình;Huyện Lương Tài", ";")

var sixFields = []Field{
	{"A", "Hạ tầng kỹ thuật CNTT", "25"}, {"B", "Nhân lực CNTT", "15"}, {"C", "Ứng dụng CNTT nội bộ", "25"},
	{"D", "Phục vụ người dân, doanh nghiệp", "20"}, {"E", "An toàn, an ninh mạng", "10"}, {"F", "Chỉ đạo, cơ chế, dự án", "5"},
}

// wording is what the samples say in either language.
func wording(lang, vi, en string) string {
	if lang == "vi" {
		return vi
	}
	return en
}

func decimal(lang string, v float64, places int) string {
	s := fmt.Sprintf("%.*f", places, v)
	if lang == "vi" {
		s = strings.ReplaceAll(s, ".", ",")
	}
	return strings.ReplaceAll(s, "-", "−")
}

func bandsOf(lang string) []LevelKey {
	return []LevelKey{
		{Level{wording(lang, "Tốt", "Good"), 0}, wording(lang, "từ 80%", "from 80%"), 0.8},
		{Level{wording(lang, "Khá", "Fair"), 1}, wording(lang, "từ 65% đến dưới 80%", "65% to below 80%"), 0.65},
		{Level{wording(lang, "Trung bình", "Average"), 2}, wording(lang, "dưới 65%", "below 65%"), 0},
	}
}

func levelAt(keys []LevelKey, share float64) Level {
	for _, k := range keys {
		if share >= k.From {
			return k.Level
		}
	}
	return Level{}
}

// places ranks shares, 1 the highest; NaN has none.
func places(shares []float64) []string {
	out := make([]string, len(shares))
	for i, s := range shares {
		if math.IsNaN(s) {
			out[i] = "–"
			continue
		}
		n := 1
		for _, o := range shares {
			if o > s {
				n++
			}
		}
		out[i] = fmt.Sprint(n)
	}
	return out
}

func middle(shares []float64) float64 {
	var v []float64
	for _, s := range shares {
		if !math.IsNaN(s) {
			v = append(v, s)
		}
	}
	if len(v) == 0 {
		return math.NaN()
	}
	sort.Float64s(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

// invent makes one group: shares around a strength of each agency, a field that
// does not apply here and there, two agencies with the same total.
func invent(rng *rand.Rand, lang, name, prefix string, names []string, fields []Field) Group {
	keys := bandsOf(lang)
	g := Group{Name: name}
	shares := make([][]float64, len(fields))
	for _, n := range names {
		row := Row{Code: fmt.Sprintf("%s%02d", prefix, len(g.Rows)+1), Name: n}
		strength, sum, of := 0.55+0.4*rng.Float64(), 0.0, 0.0
		for k := range fields {
			v := math.Round(1000*math.Min(1, math.Max(0.05, strength+0.34*(rng.Float64()-0.5)))) / 1000
			if rng.IntN(23) == 0 {
				v = math.NaN()
			}
			shares[k] = append(shares[k], v)
			c := Cell{Text: wording(lang, "KAD", "n/a"), Share: v}
			if !math.IsNaN(v) {
				c.Text, c.Level = decimal(lang, v*100, 1), levelAt(keys, v)
				w := float64(25 - 3*(k%6))
				sum, of = sum+v*w, of+w
			}
			row.Fields = append(row.Fields, c)
		}
		row.Share = math.Round(10000*sum/of) / 10000
		row.Of, row.Points = decimal(lang, of, 0), decimal(lang, sum, 2)
		g.Rows = append(g.Rows, row)
	}
	if len(g.Rows) > 5 {
		g.Rows[4].Share = g.Rows[5].Share
	}
	for k := range fields {
		for i, p := range places(shares[k]) {
			g.Rows[i].Fields[k].Rank = p
		}
		g.Median = append(g.Median, middle(shares[k]))
	}
	sort.SliceStable(g.Rows, func(a, b int) bool { return g.Rows[a].Share > g.Rows[b].Share })
	var totals []float64
	for i := range g.Rows {
		totals = append(totals, g.Rows[i].Share)
	}
	for i, p := range places(totals) {
		r := &g.Rows[i]
		r.Rank, r.Percent, r.Level = p, decimal(lang, r.Share*100, 2), levelAt(keys, r.Share)
		low, high := math.Max(1, float64(i+1-rng.IntN(3))), math.Min(float64(len(names)), float64(i+1+rng.IntN(4)))
		low = math.Min(low, float64(position(p)))
		r.Interval = &Interval{Low: low, Median: math.Round((low + high) / 2), High: high, Official: float64(position(p)), Text: fmt.Sprintf("%.0f–%.0f", low, high)}
		if low == high {
			r.Interval.Text = fmt.Sprintf("%.0f", low)
		}
		top := math.Round(100/(1+math.Exp(-60*(r.Share-0.8)))) / 100
		last := math.Round(100/(1+math.Exp(60*(r.Share-0.65)))) / 100
		r.Chances = []float64{top, math.Max(0, 1-top-last), last}
	}
	for _, k := range keys {
		n := 0
		for _, r := range g.Rows {
			if r.Level == k.Level {
				n++
			}
		}
		g.Levels = append(g.Levels, LevelCount{k.Level, n})
	}
	return g
}

func correlated(rng *rand.Rand, lang string, names []string) *Matrix {
	m := &Matrix{Names: names}
	for i := range names {
		m.Values, m.Text = append(m.Values, make([]float64, len(names))), append(m.Text, make([]string, len(names)))
		for j := range names {
			switch {
			case j == i:
				m.Values[i][j] = 1
			case j < i:
				m.Values[i][j] = m.Values[j][i]
			default:
				m.Values[i][j] = math.Round(100*(rng.Float64()*1.3-0.35)) / 100
			}
			m.Text[i][j] = decimal(lang, m.Values[i][j], 2)
		}
	}
	return m
}

// province has 27 agencies and six fields, and every part of a report.
func province(lang string) *Report {
	rng := rand.New(rand.NewPCG(2017, 1))
	r := &Report{
		Lang: lang, NamesLang: "vi",
		Title:    wording(lang, "Mức độ sẵn sàng ứng dụng CNTT của các cơ quan tỉnh Bắc Ninh năm 2017", "ICT readiness of the agencies of Bắc Ninh province, 2017"),
		Subtitle: wording(lang, "Khung mẫu sẵn sàng CNTT, phiên bản 2017 · 27 cơ quan trong 2 nhóm", "Sample readiness framework, version 2017 · 27 agencies in 2 groups"),
		Notice:   wording(lang, "Số liệu giả định: dùng để minh họa, không phải kết quả đánh giá chính thức.", "Invented data: for illustration only, not an official assessment."),
		Levels:   bandsOf(lang), Fields: sixFields,
		Facts: []Fact{
			{wording(lang, "Máy tính trên cán bộ, công chức, viên chức", "Computers per staff member"), "98,14%", wording(lang, "trung bình của hai nhóm: sở, ngành 98,70%; huyện 97,58%. Tổng trên tổng: 98,21%", "mean of the two groups: departments 98.70%, districts 97.58%. Total over total: 98.21%")},
			{wording(lang, "Kết nối mạng TSLCD", "On the dedicated network"), "19/19 · 8/8", wording(lang, "số cơ quan đã kết nối, sở, ngành · huyện", "agencies connected, departments · districts")},
			{wording(lang, "Sử dụng thư điện tử công vụ", "Use of official e-mail"), "97%", wording(lang, "hộp thư hoạt động trong 90 ngày trên số người phải cấp; tổng trên tổng", "mailboxes active within 90 days per person entitled; total over total")},
			{wording(lang, "Có cổng hoặc trang thông tin điện tử", "Have a portal"), "100%", wording(lang, "27 trên 27 cơ quan", "27 of 27 agencies")},
		},
		IntervalNote: wording(lang, "1.000 lượt tính, trọng số lĩnh vực thay đổi ±25%, hạt giống 2017.", "1,000 draws, weights of the fields varied by ±25%, seed 2017."),
	}
	r.Groups = []Group{
		invent(rng, lang, wording(lang, "Sở, ban, ngành", "Departments"), "s", departments, r.Fields),
		invent(rng, lang, wording(lang, "Huyện, thị xã, thành phố", "Districts"), "h", districts, r.Fields),
	}
	g := &r.Groups[0]
	last := &g.Rows[len(g.Rows)-1]
	last.Rank, last.Level, last.Percent, last.Share, last.Interval, last.Chances = "–", Level{}, "–", math.NaN(), nil, nil
	last.Notes = []string{wording(lang, "không xếp hạng: chưa có đủ số liệu bắt buộc", "not ranked: compulsory data are missing")}
	g.Levels[2].Count--
	g.Rows[3].Notes = []string{wording(lang, "mức bị giới hạn do chưa có quy chế bảo đảm an ninh mạng", "level capped: no security regulation issued")}
	r.Findings = []string{
		wording(lang, g.Rows[0].Name+" dẫn đầu khối sở, ban, ngành với "+g.Rows[0].Percent+"%; "+r.Groups[1].Rows[0].Name+" dẫn đầu khối huyện với "+r.Groups[1].Rows[0].Percent+"%.", g.Rows[0].Name+" leads the departments with "+g.Rows[0].Percent+"%; "+r.Groups[1].Rows[0].Name+" leads the districts with "+r.Groups[1].Rows[0].Percent+"%."),
		wording(lang, "Lĩnh vực yếu nhất là nhân lực CNTT: trung vị của khối huyện chỉ đạt 64,1%.", "The weakest field is IT human resources: the districts' median is only 64.1%."),
	}
	r.Robustness = &Robustness{
		Reading: []string{wording(lang, "Khi trọng số các lĩnh vực thay đổi trong khoảng ±25%, 21 trong 26 cơ quan giữ nguyên mức; không cơ quan nào đổi quá ba bậc. Hai cặp dưới đây chưa thể phân định.", "When the weights of the fields vary by ±25%, 21 of 26 agencies keep their level and none moves by more than three ranks. The two pairs below are not separable.")},
		Varied:  []Pair{{wording(lang, "Trọng số lĩnh vực", "Weights of the fields"), "±25%"}, {wording(lang, "Số lượt tính", "Draws"), wording(lang, "1.000, hạt giống 2017", "1,000, seed 2017")}},
		Close: []ClosePair{
			{g.Name, g.Rows[1].Name, g.Rows[2].Name, 0.58, "58"},
			{r.Groups[1].Name, r.Groups[1].Rows[3].Name, r.Groups[1].Rows[4].Name, 0.71, "71"},
		},
		Choices: []Choice{
			{wording(lang, "Trọng số lĩnh vực", "Weights of the fields"), Estimate{0.52, 0.46, 0.58, decimal(lang, 0.52, 2), decimal(lang, 0.46, 2) + "–" + decimal(lang, 0.58, 2)}, Estimate{0.66, 0.6, 0.73, decimal(lang, 0.66, 2), decimal(lang, 0.6, 2) + "–" + decimal(lang, 0.73, 2)}},
			{wording(lang, "Cách chuẩn hóa", "Normalisation"), Estimate{0.21, 0.15, 0.27, decimal(lang, 0.21, 2), ""}, Estimate{0.37, 0.31, 0.44, decimal(lang, 0.37, 2), ""}},
		},
		ChoicesNote: wording(lang, "Phương sai của thứ hạng bình quân; 3.500 lượt tính.", "Variance of the mean shift in rank; 3,500 runs."),
	}
	var names []string
	for _, f := range r.Fields {
		names = append(names, f.Name)
	}
	r.Correlation = correlated(rng, lang, names)
	r.Method = []Pair{
		{wording(lang, "Khung tiêu chí", "Framework"), "ict-readiness-sample 2017"},
		{wording(lang, "Cách xếp hạng", "Ranking"), wording(lang, "trong từng nhóm, theo tỷ lệ điểm trên mức tối đa áp dụng, không làm tròn trước khi so sánh; bằng nhau thì đồng hạng", "within each group, by points over the applicable maximum, compared before rounding; equals are tied")},
		{wording(lang, "Bản băm của số liệu", "Digest of the answers"), "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
	}
	return r
}

// country has 16 departments and 99 communes over thirty criteria.
func country(lang string) *Report {
	rng := rand.New(rand.NewPCG(2025, 1))
	var fields []Field
	for _, b := range []struct {
		code string
		n    int
	}{{"A", 7}, {"B", 5}, {"C", 6}, {"D", 5}, {"E", 4}, {"F", 3}} {
		for i := range b.n {
			fields = append(fields, Field{fmt.Sprintf("%s%d", b.code, i+1), "Tỷ lệ cán bộ, công chức, viên chức được trang bị " + strings.Repeat("máy ", 1+i%3), fmt.Sprint(2 + i%4)})
		}
	}
	var communes []string
	for i := range 99 {
		communes = append(communes, fmt.Sprintf("%s Nhân Hòa Thượng %d", []string{"Xã", "Phường"}[i%2], i+1))
	}
	r := &Report{Lang: lang, NamesLang: "vi", Title: wording(lang, "115 cơ quan, 30 tiêu chí", "115 agencies, 30 criteria"), Levels: bandsOf(lang), Fields: fields,
		Nouns: Nouns{Field: wording(lang, "tiêu chí", "criterion")}}
	r.Groups = []Group{
		invent(rng, lang, wording(lang, "Sở, ban, ngành", "Departments"), "s", departments[:16], fields),
		invent(rng, lang, wording(lang, "Xã, phường", "Communes"), "x", communes, fields),
	}
	var names []string
	for _, f := range fields {
		names = append(names, f.Code)
	}
	r.Correlation = correlated(rng, lang, names)
	return r
}

// composite is an index: scores without points, levels or groups.
func composite(lang string) *Report {
	r := &Report{Lang: lang, Title: wording(lang, "Chỉ số kết nối", "Connectivity index"), Scale: wording(lang, "Chỉ số", "Index"), CellNote: wording(lang, "Số trong ô từ 0 đến 100.", "The numbers are from 0 to 100."),
		Nouns:    Nouns{wording(lang, "đơn vị", "unit"), "units", wording(lang, "trụ cột", "pillar")},
		Relative: true, Fields: []Field{{"conn", "Kết nối", ""}, {"sust", "Bền vững", ""}}}
	g := invent(rand.New(rand.NewPCG(1, 1)), lang, wording(lang, "Tất cả", "All"), "u", departments, r.Fields)
	for i := range g.Rows {
		row := &g.Rows[i]
		row.Points, row.Of, row.Level, row.Interval, row.Chances = "", "", Level{}, nil, nil
		for k := range row.Fields {
			row.Fields[k].Level = Level{}
		}
	}
	g.Levels = nil
	r.Groups = []Group{g}
	return r
}
