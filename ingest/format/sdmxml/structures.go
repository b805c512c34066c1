package sdmxml

// Structure is a data structure: its dimensions in the order of the key.
type Structure struct {
	Agency, ID, Version string
	Dimensions          []Component
}

// Component is a dimension or attribute of a structure.
type Component struct{ ID string }

func (s Structure) is(ref string) bool { return ref == reference(s.Agency, s.ID, s.Version) }
