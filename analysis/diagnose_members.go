package analysis

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/warehouse"
)

// pooledPanel is the membership over the published years together.
const pooledPanel = "published_years"

// memberRows count how often each sector is chosen over all settings, for every
// panel of Italy, and over the published years together. In regions nothing is
// chosen whatever the setting, because the incidence is Italy's; there the count is
// that of the regional term.
func memberRows(panels []shortage.Panel, p shortage.Parameters) ([]warehouse.Shortage, error) {
	var tables, published []shortage.MemberTable
	synthetic := map[string]bool{}
	for _, in := range panels {
		if in.BorrowedIncidence {
			continue
		}
		t, err := shortage.Members(in, p)
		if err != nil {
			return nil, err
		}
		tables = append(tables, t)
		if strings.HasPrefix(in.ID, "published_") {
			published = append(published, t)
		}
		synthetic[in.ID] = slices.ContainsFunc(in.Units, isSynthetic)
	}
	if len(published) > 1 {
		tables = append(tables, shortage.Pool(pooledPanel, published...))
	}
	var rows []warehouse.Shortage
	for _, t := range tables {
		for _, m := range t.Members {
			text, err := json.Marshal(t.Explain(m))
			if err != nil {
				return nil, fmt.Errorf("write membership of %s: %w", m.Code, err)
			}
			rows = append(rows, memberRow(t, m, string(text), synthetic[t.Panel]))
		}
	}
	return rows, nil
}

func isSynthetic(u shortage.Unit) bool {
	return u.Incidence.IsSynthetic || slices.ContainsFunc(u.Need, func(t shortage.Term) bool { return t.Value.IsSynthetic })
}

// memberRow has the class at the declared values, and as its share that of the
// settings in which the unit is a priority.
func memberRow(t shortage.MemberTable, m shortage.MemberShare, text string, isSynthetic bool) warehouse.Shortage {
	nan := math.NaN()
	return warehouse.Shortage{Method: shortage.MembershipID, MethodVersion: shortage.MembershipVersion, Panel: t.Panel,
		Territory: t.Territory, Unit: m.Code, Period: t.Period, Need: string(shortage.Unknown), Incidence: string(shortage.Unknown),
		Class: m.Declared, ClassShare: m.Chosen, NeedValue: nan, NeedLower: nan, NeedUpper: nan, IncidenceValue: nan, IncidenceLower: nan, IncidenceUpper: nan,
		Score: nan, Rank: nan, RankLower: nan, RankUpper: nan, RankLevel: nan, Explanation: text, IsSynthetic: isSynthetic}
}
