package sheet

import (
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/longtable"
)

// Forms of cells. numberForm leaves out what strconv also takes: hexadecimal,
// underscores, infinities, NaN.
var (
	numberForm  = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$`)
	commaForm   = regexp.MustCompile(`^[+-]?[0-9]+,[0-9]+$`)
	groupedForm = regexp.MustCompile(`^[+-]?[0-9]{1,3}([.,' \x{a0}\x{202f}][0-9]{3})+([.,][0-9]+)?$`)
)

// cell reads a cell of an input.
func (r *reader) cell(in shortage.CardInput, text string, line int64) (cell, error) {
	if r.missing(text) {
		return cell{value: math.NaN()}, nil
	}
	if in.Unit == shortage.UnitLabel {
		if len(in.Labels) == 0 {
			return cell{word: text, value: math.NaN()}, nil
		}
		i := slices.Index(in.Labels, text)
		if i < 0 {
			return cell{}, r.bad(line, in.ID, text, errors.New("no such word"), "one of: "+strings.Join(in.Labels, ", "))
		}
		return cell{value: float64(i + 1)}, nil
	}
	if numberForm.MatchString(text) {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return cell{}, r.bad(line, in.ID, text, errors.New("the number is too large"), "check the unit: "+in.Unit)
		}
		return cell{value: v}, nil
	}
	return cell{}, r.bad(line, in.ID, text, longtable.ErrNumber, numberHint(text, in.Unit))
}

// numberHint says how a number is written.
func numberHint(text, unit string) string {
	switch {
	case commaForm.MatchString(text):
		return "write decimals with a point: " + strings.Replace(text, ",", ".", 1)
	case groupedForm.MatchString(text):
		return "write it without separators of thousands"
	case strings.HasSuffix(text, "%"):
		return "leave out the sign; the unit is " + unit
	}
	return "write a number such as 12.5 in " + unit + "; empty where it is not known, or x unavailable, c suppressed, z not applicable"
}

// missing says whether a cell has no value, and counts it. BA prints X.
func (r *reader) missing(text string) bool {
	m := &r.sheet.Missing
	switch text {
	case "":
		m.Empty++
	case "x", "X":
		m.Unavailable++
	case "c", "C":
		m.Suppressed++
	case "z", "Z":
		m.NotApplicable++
	default:
		return false
	}
	return true
}
