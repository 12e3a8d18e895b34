package report

import (
	"cmp"
	"unicode"
	"unicode/utf8"
)

// words are the file's own words in one language.
type words struct {
	Contents, Summary, SummaryAsk                             string
	Levels, LevelsAsk, LevelsNote, Total, Ungraded            string
	Ranking, RankingAsk, LimitNote, TieNote, Tied, Empty      string
	Note, NotesAbout                                          string
	Leagues, LeaguesAsk, LeaguesNote, MatrixNote              string
	Heat, HeatAsk, HeatNote, HeatPercent, HeatMarks           string
	IntervalLegend                                            string
	Profiles, ProfilesAsk, ProfilesLegend, DotsLegend         string
	SmallLegend, SmallAlt, Behind, NothingBehind              string
	Robust, RobustAsk, Varied, Chances, ChancesAsk            string
	OnlyUnsure, AllSure                                       string
	Close, CloseAsk, Better, Worse, CloseShare                string
	Choices, ChoicesAsk, Choice, First, Whole, ChoicesLegend  string
	Correlation, CorrelationAsk, CorrelationNote              string
	Method, MethodAsk                                         string
	Rank, Unit, One, Units, Field, Points, Of                 string
	Percent, Level, RankRange, Group, Value, Median, GroupMid string
	MadeBy                                                    string
}

// languages make the words around the nouns of a report.
var languages = map[string]func(Nouns, bool) words{"vi": vietnamese, "en": english}

// percent says that the numbers of the cells are percentages.
func vietnamese(n Nouns, percent bool) words {
	unit, field := cmp.Or(n.Unit, "cơ quan"), cmp.Or(n.Field, "lĩnh vực")
	sign := ""
	if percent {
		sign = " (%)"
	}
	return words{
		Contents: "Nội dung", Summary: "Tóm tắt", SummaryAsk: "Kết quả chung ra sao?",
		Levels: "Xếp loại", LevelsAsk: "Bao nhiêu " + unit + " đạt mỗi mức?", Total: "Cộng", Ungraded: "Chưa xếp loại",
		LevelsNote: "Thanh: tỷ trọng của từng mức trong nhóm; các ô bên phải là số " + unit + ".",
		Ranking:    "Bảng xếp hạng", RankingAsk: upper(unit) + " nào đứng ở đâu trong nhóm của mình?",
		LimitNote: "Vạch mảnh trên thanh: ngưỡng của các mức.",
		TieNote:   "Dấu “=” sau thứ hạng: đồng hạng.", Tied: "đồng hạng", Note: "ghi chú", NotesAbout: "Ghi chú cho bảng xếp hạng",
		Empty:   "Chưa có " + unit + " nào để xếp hạng. Hãy kiểm tra danh sách " + unit + " và số liệu đầu vào, rồi lập lại báo cáo.",
		Leagues: "Xếp hạng theo " + field, LeaguesAsk: "Ở mỗi " + field + ", " + unit + " nào đứng đầu, " + unit + " nào đứng cuối?",
		LeaguesNote: "Thứ hạng trong nhóm; số bên phải là kết quả" + sign + " của " + field + ".",
		MatrixNote:  "Số trong ô là thứ hạng trong nhóm; ô càng đậm thì kết quả của " + field + " càng cao.",
		Heat:        "Kết quả theo " + field, HeatAsk: "Mỗi " + unit + " mạnh và yếu ở " + field + " nào?",
		HeatPercent: "Số trong ô là kết quả tính theo phần trăm (%) của mức tối đa.", HeatNote: "Ô càng đậm thì kết quả càng cao.",
		HeatMarks:      "Dấu trong ô là mức của " + field + ":",
		IntervalLegend: "Khoảng hạng: vạch ngang đi từ phân vị 5% đến phân vị 95% của thứ hạng, chấm là trung vị, vòng tròn là thứ hạng trong bảng.",
		Profiles:       "Hồ sơ từng " + unit, ProfilesAsk: "Mỗi " + unit + " so với trung vị của nhóm ra sao?",
		ProfilesLegend: "Thanh: kết quả" + sign + " của " + unit + "; vạch đậm: trung vị của nhóm.",
		DotsLegend:     "Chấm: kết quả của " + unit + ", trên thang từ giá trị thấp nhất đến giá trị cao nhất; vạch đậm: trung vị của nhóm.",
		SmallLegend:    "Mỗi cột là một " + field + ", theo thứ tự của bảng “Kết quả theo " + field + "” (nơi có đủ các số); gạch ngang: trung vị của nhóm. Dưới mỗi hình là các " + field + " thấp hơn trung vị nhiều nhất, trong ngoặc là trung vị.",
		SmallAlt:       "hồ sơ dạng cột; các số ở bảng “Kết quả theo " + field + "”.",
		Behind:         "Thấp hơn trung vị nhiều nhất", NothingBehind: "Không có " + field + " nào thấp hơn trung vị của nhóm.",
		Robust: "Độ vững của thứ hạng", RobustAsk: "Nếu phương pháp khác đi một cách hợp lý, kết quả có đổi không?",
		Varied: "Điều gì được thay đổi?", Chances: "Xác suất đạt từng mức", ChancesAsk: "Mức của mỗi " + unit + " chắc đến đâu?",
		OnlyUnsure: "Không nêu " + unit + " mà một mức có xác suất từ 99,5% trở lên.", AllSure: "Mọi " + unit + " đều có một mức đạt xác suất từ 99,5% trở lên.",
		Close: "Các cặp chưa phân định", CloseAsk: "Cặp nào chưa thể nói chắc bên nào đứng trên?",
		Better: "Đứng trên trong bảng", Worse: "Đứng dưới trong bảng", CloseShare: "Tỷ lệ lượt tính giữ nguyên thứ tự (%)",
		Choices: "Độ nhạy", ChoicesAsk: "Lựa chọn nào làm thay đổi kết quả nhiều nhất?",
		Choice: "Lựa chọn", First: "Riêng lựa chọn này", Whole: "Kể cả tác động chung",
		ChoicesLegend: "Thanh: phần phương sai do lựa chọn gây ra, từ 0 đến 1; vạch ngang: khoảng tin cậy.",
		Correlation:   "Tương quan", CorrelationAsk: "Những " + field + " nào cùng tăng, cùng giảm?",
		CorrelationNote: "Hệ số tương quan giữa các " + unit + " có số liệu, từ −1 đến 1; xanh: cùng chiều, cam: ngược chiều, càng đậm càng mạnh; “–”: không xác định.",
		Method:          "Phương pháp", MethodAsk: "Kết quả này được tính thế nào, từ đâu?",
		Rank: "Hạng", Unit: upper(unit), One: unit, Units: unit, Field: upper(field), Points: "Điểm", Of: "Tối đa áp dụng",
		Percent: "Tỷ lệ (%)", Level: "Mức", RankRange: "Khoảng hạng", Group: "Nhóm", Value: "Kết quả", Median: "Trung vị", GroupMid: "Trung vị của nhóm",
		MadeBy: "Lập bằng Sansang. Tệp này tự đứng một mình: mở được khi không có mạng và in được đen trắng.",
	}
}

func english(n Nouns, percent bool) words {
	unit, units, field := cmp.Or(n.Unit, "agency"), cmp.Or(n.Units, "agencies"), cmp.Or(n.Field, "field")
	sign := ""
	if percent {
		sign = " (%)"
	}
	return words{
		Contents: "Contents", Summary: "Summary", SummaryAsk: "How does the whole stand?",
		Levels: "Levels", LevelsAsk: "How many " + units + " reach each level?", Total: "All", Ungraded: "No level",
		LevelsNote: "Bar: the share of each level in the group; the cells to its right count " + units + ".",
		Ranking:    "Ranking", RankingAsk: "Which " + unit + " stands where in its group?",
		LimitNote: "Thin marks on a bar: where the levels begin.",
		TieNote:   "“=” after a rank: tied.", Tied: "tied", Note: "note", NotesAbout: "Notes to the ranking",
		Empty:   "There is nothing to rank yet. Check the list of " + units + " and the input, then make the report again.",
		Leagues: "Ranking by " + field, LeaguesAsk: "In each " + field + ", which " + unit + " leads and which comes last?",
		LeaguesNote: "Rank within the group; the number on the right is the result" + sign + " in the " + field + ".",
		MatrixNote:  "The number is the rank within the group; a darker cell is a higher result in the " + field + ".",
		Heat:        "Results by " + field, HeatAsk: "In which " + field + " is each " + unit + " strong or weak?",
		HeatPercent: "The number is the result in per cent of the maximum.", HeatNote: "A darker cell is a higher result.",
		HeatMarks:      "The mark in a cell is the level of the " + field + ":",
		IntervalLegend: "Rank interval: the line runs from the 5th to the 95th percentile of the rank, the dot is the median, the ring is the rank in the table.",
		Profiles:       "Profiles", ProfilesAsk: "How does each " + unit + " compare with the median of its group?",
		ProfilesLegend: "Bar: result" + sign + " of the " + unit + "; strong mark: median of the group.",
		DotsLegend:     "Dot: result of the " + unit + ", on a scale from the lowest to the highest value; strong mark: median of the group.",
		SmallLegend:    "Each column is one " + field + ", in the order of the table “Results by " + field + "” (which has all the numbers); dash: median of the group. Under each drawing stand the results furthest below the median, with the median in brackets.",
		SmallAlt:       "profile in columns; the numbers are in the table “Results by " + field + "”.",
		Behind:         "Furthest below the median", NothingBehind: "No " + field + " lies below the median of the group.",
		Robust: "Robustness", RobustAsk: "Would another fair method say the same?",
		Varied: "What was varied?", Chances: "Probability of each level", ChancesAsk: "How sure is the level of each " + unit + "?",
		OnlyUnsure: "Not listed where one level has a probability of 99.5% or more.", AllSure: "Each of the " + units + " has one level with a probability of 99.5% or more.",
		Close: "Pairs not separable", CloseAsk: "Of which pairs can nobody say for sure who is ahead?",
		Better: "Ahead in the table", Worse: "Behind in the table", CloseShare: "Draws that keep the order (%)",
		Choices: "Sensitivity", ChoicesAsk: "Which choice moves the result most?",
		Choice: "Choice", First: "By itself", Whole: "With its interactions",
		ChoicesLegend: "Bar: the share of the variance that the choice causes, from 0 to 1; line: confidence interval.",
		Correlation:   "Correlations", CorrelationAsk: "Which results by " + field + " rise and fall together?",
		CorrelationNote: "Correlation over the " + units + " that have values, from −1 to 1; blue: together, orange: against each other, darker is stronger; “–”: undefined.",
		Method:          "Method", MethodAsk: "How was this computed, and from what?",
		Rank: "Rank", Unit: upper(unit), One: unit, Units: units, Field: upper(field), Points: "Points", Of: "Applicable maximum",
		Percent: "Result (%)", Level: "Level", RankRange: "Rank interval", Group: "Group", Value: "Result", Median: "Median", GroupMid: "Median of the group",
		MadeBy: "Made with Sansang. This file stands alone: it opens without a network and prints in black and white.",
	}
}

// upper begins s with a capital.
func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
