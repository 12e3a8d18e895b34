package scoring

// Mean (R14): maximum · Σ weight·(points/maximum of the part) / Σ weight, over
// the parts that apply. Source: ICT Index = (HTKT + HTNL + ƯD)/3; DTI 2020 =
// 0.4·CQS + 0.3·KTS + 0.3·XHS.
type Mean struct {
	Parts []Part `yaml:"parts"`
}

// Kind is "mean".
func (*Mean) Kind() string { return "mean" }
