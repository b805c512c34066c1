package shortage

import (
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"slices"

	"fabbisogno/datasets/tomlfile"
)

//go:embed declared/origin_pakistan.toml
var originPakistan []byte

// OriginLine maps a printed label to units: wholly, or partly, that is between
// none and all of it belongs to each.
type OriginLine struct {
	Label  string   `toml:"label"`
	Whole  []string `toml:"whole"`
	Partly []string `toml:"partly"`
	Why    string   `toml:"why"`
}

// SameOccupation is a group of printed labels that name one occupation.
type SameOccupation struct {
	Labels []string `toml:"labels"`
	Why    string   `toml:"why"`
}

// OriginSector is a unit and where published tables hold it.
type OriginSector struct {
	Code      string   `toml:"code"`
	Entries   []string `toml:"entries"`   // groups of planned entries, added up
	Excelsior []string `toml:"excelsior"` // sectors of the monthly table
	Presence  string   `toml:"presence"`  // group of the workers present; empty: none is the unit or holds it
	// PresenceNotCounted is why the group's presence does not speak for the unit.
	PresenceNotCounted string `toml:"presence_not_counted"`
	Incidence          string `toml:"incidence"` // group whose incidence of Italy is taken; empty: none
}

// OriginEvidence is what is declared for a country of origin.
type OriginEvidence struct {
	Country    string           `toml:"country"`
	NoTrade    []string         `toml:"no_trade"` // labels of emigrants that name no trade
	Units      []OriginSector   `toml:"unit"`
	Programmes []OriginLine     `toml:"programme"`
	Trades     []OriginLine     `toml:"trade"`
	Shortages  []OriginLine     `toml:"shortage"`
	Same       []SameOccupation `toml:"same"` // for the deviation of a region from Italy
}

// Pakistan is the declared evidence for Pakistan.
func Pakistan() (OriginEvidence, error) {
	var e OriginEvidence
	const name = "declared/origin_pakistan.toml"
	if err := tomlfile.Decode(name, originPakistan, &e); err != nil {
		return e, fmt.Errorf("read declared evidence of an origin country: %w", err)
	}
	if err := e.check(); err != nil {
		return e, fmt.Errorf("%s: %w", name, err)
	}
	return e, nil
}

// OriginChecksum changes when the declared evidence changes.
func OriginChecksum() string { return fmt.Sprintf("%x", sha256.Sum256(originPakistan)) }

func (e OriginEvidence) check() error {
	var errs []error
	isUnit := func(code string) bool {
		return slices.ContainsFunc(e.Units, func(u OriginSector) bool { return u.Code == code })
	}
	for kind, lines := range map[string][]OriginLine{"programme": e.Programmes, "trade": e.Trades, "shortage": e.Shortages} {
		for i, l := range lines {
			if l.Why == "" {
				errs = append(errs, fmt.Errorf("%s %q: a reason (why) is required", kind, l.Label))
			}
			for _, code := range slices.Concat(l.Whole, l.Partly) {
				if !isUnit(code) {
					errs = append(errs, fmt.Errorf("%s %q: %q is no unit", kind, l.Label, code))
				}
			}
			if kind == "trade" && len(l.Whole) > 0 && len(l.Whole)+len(l.Partly) > 1 {
				errs = append(errs, fmt.Errorf("trade %q: what belongs wholly to one unit belongs to no other", l.Label))
			}
			if slices.IndexFunc(lines, func(m OriginLine) bool { return m.Label == l.Label }) != i || kind == "trade" && slices.Contains(e.NoTrade, l.Label) {
				errs = append(errs, fmt.Errorf("%s %q stands twice", kind, l.Label))
			}
		}
	}
	for i, g := range e.Same {
		if g.Why == "" || len(g.Labels) == 0 {
			errs = append(errs, fmt.Errorf("same %d %q: labels and a reason (why) are required", i+1, g.Labels))
		}
	}
	for _, u := range e.Units {
		if len(u.Entries) == 0 {
			errs = append(errs, fmt.Errorf("unit %s: the groups of planned entries are required", u.Code))
		}
	}
	slices.SortFunc(errs, compareErrors)
	return errors.Join(errs...)
}
