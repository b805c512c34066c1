// Package shortage diagnoses which sectors and occupations are short of people,
// by published methods and by the study's own rule for priority sectors.
//
// Each method is a pure function with a method card: id, version, inputs with
// units, parameters, output scale, what stays unknown, citation and worked
// examples. The cards are TOML files in cards/, embedded and read strictly; the
// list of methods is in methods.go, and a test recomputes every worked example
// of every card. Thresholds are parameters of the catalogue
// (datasets/catalog/parameters), never constants in code, and a threshold that
// no published source fixes is marked as assumed there.
//
// A method rates one unit (ba_points), or units against each other, a row for each
// (cross_section in the card): section.go has what these share, rows of a base
// period that are compared with and not rated, sums that do not depend on the order
// of units. The package sheet below runs methods on files. The conformance suite
// (conformance_test.go) holds every method of the list, and the example of the
// contributing guide, to the same rules.
//
// Invariants:
//
//   - Values are intervals. A printed number is known up to its rounding, a
//     censored one ("every other sector is below 16.4") up to its bound, one
//     with partial coverage between what is seen and what is possible.
//   - Logic has three values. A comparison with a floor is yes only if the whole
//     interval is at or above it, no only if it lies wholly below, and unknown
//     otherwise; combinations follow Kleene. Unknown never turns into a choice.
//   - Need is measured by rates. Multiplying the employed and the entries of a
//     sector by ten changes nothing, and a test holds it.
//   - Same panel, parameters and seed give the same result, bit by bit.
//
// The regional criterion has a second term, the training strength of a country of
// origin (origin.go). It stands beside the shortage and never mixes with it; its
// crosswalks give a reason for each line (declared/origin_pakistan.toml). Membership
// (membership.go) counts over all settings of floors and weights how often a sector
// is chosen; nothing in it is drawn.
//
// Methods that rate the units of a panel are rules (rule.go): looked up once, asked
// by their public function once and by a simulation thousands of times. So they go by
// the column (analysis/internal/lanes), and to a single unit only where one is refused.
//
// The package refuses to read files or tables, to fill in a missing rate, to
// rank by size, and to name a distribution for what is only bounded: rank
// intervals of censored sectors run over all values the bound allows.
//
// Sources stand in the cards. The priority rule is the criterion stated for the
// SkillNet Italy study (strong recruitment need and high incidence of regular
// immigrant employment); its floors are ours and marked as assumed.
package shortage
