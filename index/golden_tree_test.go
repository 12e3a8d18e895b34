package index

import "fmt"

func init() {
	goldenOps["tree"] = goldenTree
}

func goldenTree(c *goldenCase) {
	var want struct {
		Lineage   gtable        `json:"lineage"`
		Maxlev    int           `json:"maxlev"`
		Order     glist[string] `json:"indicator_order"`
		UnitOrder glist[string] `json:"unit_order"`
	}
	c.expected(&want)
	tree, data := c.tree(), c.input()
	same(c, tree.MaxLevel(), want.Maxlev, "levels")
	same(c, fmt.Sprint(tree.IndicatorCodes()), fmt.Sprint([]string(want.Order)), "indicators")
	same(c, fmt.Sprint(data.Values.Units), fmt.Sprint([]string(want.UnitOrder)), "units")
	for level := 1; level <= want.Maxlev; level++ {
		for i, code := range c.strs(&want.Lineage, fmt.Sprintf("Level_%d", level)) {
			leaf := tree.Index(c.strs(&want.Lineage, "Level_1")[i])
			got := ""
			if a := tree.Ancestor(leaf, level); a >= 0 {
				got = tree.Nodes[a].Code
			}
			same(c, got, code, "lineage ", i, " ", level)
		}
	}
}
