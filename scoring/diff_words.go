package scoring

import "reflect"

// property gives the name of a key in words.
func (d *differ) property(t reflect.Type, key string) Text {
	if t == reflect.TypeFor[Node]() && key == "max" {
		return Text{Vi: "điểm tối đa", En: "maximum"}
	}
	if name, ok := referenceProperties[key]; ok && t == reflect.TypeFor[Reference]() {
		return name
	}
	if name, ok := properties[key]; ok {
		return name
	}
	return Text{Vi: key, En: key}
}

// referenceProperties names the keys of a legal basis.
var referenceProperties = map[string]Text{
	"number":  {Vi: "số, ký hiệu", En: "number"},
	"date":    {Vi: "ngày ban hành", En: "date of issue"},
	"issuer":  {Vi: "cơ quan ban hành", En: "issuer"},
	"article": {Vi: "điều, khoản", En: "article"},
	"text":    {Vi: "nội dung", En: "subject"},
	"from":    {Vi: "ngày có hiệu lực", En: "in force from"},
	"to":      {Vi: "ngày hết hiệu lực", En: "no longer in force from"},
}

// properties names the keys of a framework.
var properties = map[string]Text{
	"code":        {Vi: "mã", En: "code"},
	"version":     {Vi: "phiên bản", En: "version"},
	"status":      {Vi: "trạng thái", En: "status"},
	"name":        {Vi: "tên", En: "name"},
	"note":        {Vi: "ghi chú", En: "note"},
	"basis":       {Vi: "căn cứ pháp lý", En: "legal basis"},
	"scale":       {Vi: "thang điểm", En: "scale"},
	"missing":     {Vi: "cách xử lý khi thiếu số liệu", En: "treatment of missing data"},
	"rounding":    {Vi: "làm tròn", En: "rounding"},
	"ranking":     {Vi: "phạm vi xếp hạng", En: "what is ranked"},
	"adjustments": {Vi: "giới hạn điều chỉnh điểm", En: "bounds of adjustments"},
	"parent":      {Vi: "nhóm cha", En: "parent group"},
	"definition":  {Vi: "định nghĩa", En: "definition"},
	"unit":        {Vi: "đơn vị tính", En: "unit"},
	"type":        {Vi: "kiểu", En: "type"},
	"min":         {Vi: "giá trị nhỏ nhất", En: "smallest value"},
	"max":         {Vi: "giá trị lớn nhất", En: "largest value"},
	"options":     {Vi: "các phương án", En: "options"},
	"source":      {Vi: "nguồn dữ liệu", En: "source of data"},
	"owner":       {Vi: "đơn vị chịu trách nhiệm", En: "owner"},
	"context":     {Vi: "chỉ để tham khảo", En: "for information only"},
	"from":        {Vi: "cận dưới", En: "lower bound"},
	"to":          {Vi: "cận trên", En: "upper bound"},
	"require":     {Vi: "điều kiện", En: "conditions"},
	"node":        {Vi: "mục bị khống chế", En: "node capped"},
	"cap":         {Vi: "mức cao nhất còn được xếp", En: "best level still possible"},
	"groups":      {Vi: "nhóm áp dụng", En: "groups"},
	"role":        {Vi: "vai trò", En: "role"},
	"weight":      {Vi: "trọng số", En: "weight"},
	"combine":     {Vi: "cách gộp các mục con", En: "way of combining"},
	"rescale":     {Vi: "cách quy đổi khi có phần không áp dụng", En: "rescaling of what is not applicable"},
	"overflow":    {Vi: "được vượt điểm tối đa", En: "may pass its maximum"},
	"applies":     {Vi: "phạm vi áp dụng", En: "applicability"},
	"rule":        {Vi: "quy tắc tính điểm", En: "rule"},
	"method":      {Vi: "cách xác định và tính điểm", En: "method"},
	"evidence":    {Vi: "tài liệu kiểm chứng", En: "evidence"},
	"verifier":    {Vi: "đơn vị phối hợp xác minh", En: "verifier"},
	"guidance":    {Vi: "hướng dẫn", En: "guidance"},
	"rubric":      {Vi: "thang chấm", En: "rubric"},
	"references":  {Vi: "căn cứ pháp lý", En: "legal references"},
}
