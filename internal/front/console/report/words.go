package report

// words are the file's own words in one language.
type words struct {
	Summary, Findings, Ranking, RankingAsk               string
	Heat, HeatAsk, HeatNote                              string
	Intervals, IntervalsAsk, IntervalAlt, IntervalLegend string
	Profiles, ProfilesAsk, ProfilesLegend                string
	Correlation, CorrelationAsk, CorrelationNote         string
	Method, Contents                                     string
	Rank, Agency, Points, Of, Percent, Level, RankRange  string
	Code, Field, Max, Median, Notes, AsTable             string
	LevelCounts, Agencies                                string
}

var languages = map[string]words{
	"vi": {
		Summary: "Tóm tắt", Findings: "Nhận xét chính",
		Ranking: "Bảng xếp hạng", RankingAsk: "Cơ quan nào đứng ở đâu trong nhóm của mình?",
		Heat: "Kết quả theo lĩnh vực", HeatAsk: "Mỗi cơ quan mạnh và yếu ở lĩnh vực nào?",
		HeatNote:  "Số trong ô là tỷ lệ % điểm đạt được trên điểm tối đa áp dụng; ô càng đậm thì tỷ lệ càng cao.",
		Intervals: "Độ chắc chắn của thứ hạng", IntervalsAsk: "Nếu phương pháp khác đi một cách hợp lý, thứ hạng có đổi không?",
		IntervalAlt:    "Khoảng thứ hạng của từng cơ quan, nhóm",
		IntervalLegend: "Vạch ngang: từ phân vị 5% đến 95% của thứ hạng; chấm: trung vị; vòng tròn: thứ hạng chính thức.",
		Profiles:       "Hồ sơ từng cơ quan", ProfilesAsk: "Mỗi cơ quan so với trung vị của nhóm ra sao?",
		ProfilesLegend: "Thanh: tỷ lệ % của cơ quan; vạch đứng: trung vị của nhóm.",
		Correlation:    "Tương quan", CorrelationAsk: "Những nội dung nào cùng tăng, cùng giảm?",
		CorrelationNote: "Hệ số tương quan giữa các cơ quan có số liệu, từ −1 đến 1; ô “–”: không xác định.",
		Method:          "Phương pháp và dấu vết", Contents: "Nội dung",
		Rank: "Hạng", Agency: "Cơ quan, đơn vị", Points: "Điểm", Of: "Tối đa áp dụng", Percent: "Tỷ lệ (%)", Level: "Mức", RankRange: "Khoảng hạng",
		Code: "Mã", Field: "Lĩnh vực", Max: "Điểm tối đa", Median: "Trung vị nhóm", Notes: "Ghi chú", AsTable: "Xem dạng bảng",
		LevelCounts: "Số cơ quan theo mức", Agencies: "cơ quan",
	},
	"en": {
		Summary: "Summary", Findings: "Main findings",
		Ranking: "Ranking", RankingAsk: "Which agency stands where in its group?",
		Heat: "Results by field", HeatAsk: "In which field is each agency strong or weak?",
		HeatNote:  "The number is the percentage of the applicable maximum; a darker cell is a higher percentage.",
		Intervals: "How certain the ranks are", IntervalsAsk: "Would another fair method change the ranks?",
		IntervalAlt:    "Interval of the rank of each agency, group",
		IntervalLegend: "Line: 5th to 95th percentile of the rank; dot: median; ring: official rank.",
		Profiles:       "Profile of each agency", ProfilesAsk: "How does each agency compare with the median of its group?",
		ProfilesLegend: "Bar: percentage of the agency; vertical mark: median of the group.",
		Correlation:    "Correlations", CorrelationAsk: "What rises and falls together?",
		CorrelationNote: "Correlation over the agencies that have a value, from −1 to 1; “–” means undefined.",
		Method:          "Method and provenance", Contents: "Contents",
		Rank: "Rank", Agency: "Agency", Points: "Points", Of: "Applicable maximum", Percent: "Percent", Level: "Level", RankRange: "Rank interval",
		Code: "Code", Field: "Field", Max: "Maximum", Median: "Group median", Notes: "Notes", AsTable: "Show as a table",
		LevelCounts: "Agencies by level", Agencies: "agencies",
	},
}
