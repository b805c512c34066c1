package boundaries

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
)

// nutsList is the list whose regions are drawn, regionsPartition those regions.
const (
	nutsList         = "nuts2021"
	regionsPartition = "nuts2021_regions"
)

func regions(set *codes.Set) []string {
	out, ok := set.Partition(regionsPartition)
	if !ok {
		panic("boundaries: no partition " + regionsPartition)
	}
	return out
}

// areaOf is the NUTS 2 region that a feature is all or a part of; empty: none, such as
// another country, or a whole that its parts come beside.
func areaOf(properties map[string]any, set *codes.Set) (string, error) {
	if id, ok := properties["NUTS_ID"].(string); ok {
		return regionOf(id, set), nil
	}
	if n, ok := number(properties, "COD_PROV", "COD_UTS", "prov_istat_code_num", "prov_istat_code"); ok {
		for _, attr := range []string{"istat_code", "uts_code"} {
			if code := byIstat(set, "province", attr, fmt.Sprintf("%03d", n)); len(code) == 1 {
				return regionOf(code[0], set), nil
			}
		}
		return "", fmt.Errorf("no province has the code %03d of Istat", n)
	}
	n, ok := number(properties, "COD_REG", "reg_istat_code_num", "reg_istat_code")
	if !ok {
		return "", errors.New("it has neither NUTS_ID nor COD_REG and COD_PROV")
	}
	switch code := byIstat(set, "region", "istat_code", fmt.Sprintf("%02d", n)); len(code) {
	case 0:
		return "", fmt.Errorf("no region has the code %02d of Istat", n)
	case 1:
		return code[0], nil
	default:
		return "", fmt.Errorf("region %02d is one area, and the sources give %s apart", n, strings.Join(code, " and "))
	}
}

// regionOf is the region that a NUTS code of level 2 or 3 belongs to.
func regionOf(id string, set *codes.Set) string {
	it, ok := set.Find(series.Code{List: nutsList, Value: id})
	switch {
	case !ok:
		return ""
	case it.Level == "province":
		return it.Parent
	case it.Level == "region":
		return id
	}
	return ""
}

// byIstat are the NUTS codes of a level that have a code of Istat.
func byIstat(set *codes.Set, level, attr, value string) []string {
	list, _ := set.List(nutsList)
	var out []string
	for _, it := range list.Items {
		if it.Level == level && it.Attrs[attr] == value {
			out = append(out, it.Code)
		}
	}
	return out
}

// number is the first of some properties that holds a whole number above nought;
// 0 stands for "none" in Istat's files.
func number(properties map[string]any, names ...string) (int, bool) {
	for _, name := range names {
		var n int
		switch v := properties[name].(type) {
		case float64:
			n = int(v)
		case json.Number:
			n, _ = strconv.Atoi(v.String())
		case string:
			n, _ = strconv.Atoi(strings.TrimSpace(v))
		}
		if n > 0 {
			return n, true
		}
	}
	return 0, false
}
