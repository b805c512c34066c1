package series

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
)

// Edition is the vintage code of ISTAT's monthly flows: year, month and, where
// given, day or running number (2022M2G1, 2025M11). Editions compare as
// numbers: 2022M2G1 is before 2022M11G3.
type Edition struct{ Year, Month, Day int }

var editionForm = regexp.MustCompile(`^(\d{4})M(\d{1,2})(?:G(\d{1,2}))?$`)

// ParseEdition reads an edition code.
func ParseEdition(code string) (Edition, error) {
	m := editionForm.FindStringSubmatch(code)
	if m == nil {
		return Edition{}, fmt.Errorf("parse edition %q: expected a form such as 2022M11G3", code)
	}
	var e Edition
	e.Year, _ = strconv.Atoi(m[1])
	e.Month, _ = strconv.Atoi(m[2])
	e.Day, _ = strconv.Atoi(m[3])
	if e.Month < 1 || e.Month > 12 {
		return Edition{}, fmt.Errorf("parse edition %q: month %d is not within 1 to 12", code, e.Month)
	}
	return e, nil
}

// Compare orders editions in time.
func (e Edition) Compare(f Edition) int {
	return cmp.Or(cmp.Compare(e.Year, f.Year), cmp.Compare(e.Month, f.Month), cmp.Compare(e.Day, f.Day))
}

// String is a form that sorts as text: 2022-02-01, or 2022-11 without a day.
func (e Edition) String() string {
	if e.Day == 0 {
		return fmt.Sprintf("%04d-%02d", e.Year, e.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", e.Year, e.Month, e.Day)
}
