package locale

import "strings"

// InPlace says where, as part of a title: "in Piemonte", "nel Lazio", "nella Provincia
// autonoma di Trento"; "in Piedmont", "in the Aosta Valley". Regions take "in" in Italian
// but for two, and so do names that are not known here.
func InPlace(name Text) Text {
	it, en := "in ", "in "
	switch {
	case name.IT == "Lazio":
		it = "nel "
	case name.IT == "Marche":
		it = "nelle "
	case strings.HasPrefix(name.IT, "Provincia"):
		it = "nella "
	}
	if name.EN == "Aosta Valley" || strings.HasPrefix(name.EN, "Autonomous Province") {
		en = "in the "
	}
	return Text{IT: it + name.IT, EN: en + name.EN}
}
