package locale

import (
	"regexp"
	"strings"
)

// beforeNumber is an Italian article, plain or joined to a preposition, before a number.
var beforeNumber = regexp.MustCompile(`\b([Ii]l|[DdNn][ea]l|[Aa]l|[Ss]ul) ([0-9][0-9.]*)(°?)`)

// Elide mends Italian articles before numbers that begin with a vowel when read
// aloud: "dal 8%" becomes "dall'8%", "il 11 settembre" "l'11 settembre", "al 1,3%"
// "all'1,3%". Eight in any size begins with one (otto, ottanta, ottomila), so do
// one by itself and eleven (uno, undici, undicimila); the first of a month, written 1°, does not.
func Elide(text string) string {
	return beforeNumber.ReplaceAllStringFunc(text, func(found string) string {
		m := beforeNumber.FindStringSubmatch(found)
		number := strings.TrimRight(m[2], ".")
		thousands := strings.Count(number, ".")
		lead, _, _ := strings.Cut(number, ".")
		switch {
		case m[3] != "":
			return found
		case strings.HasPrefix(lead, "8"), lead == "11", lead == "1" && thousands != 1:
			return elided(m[1]) + m[2]
		}
		return found
	})
}

// elided is an article as it stands before a vowel: l' for il, dell' for del.
func elided(article string) string {
	switch article {
	case "il":
		return "l'"
	case "Il":
		return "L'"
	}
	return article + "l'"
}
