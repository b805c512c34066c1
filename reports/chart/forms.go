package chart

import "fmt"

// Form draws one kind of spec.
type form struct {
	id   string
	draw func(d *drawing, s Spec) error
}

// formList is every form, in the order of the documentation. To add one, write its
// file, add its spec to spec.go and its line here; the conformance test takes it
// from Examples.
func formList() []form {
	return []form{
		{"fan", as(drawFan)},
		{"lines", as(drawLines)},
		{"bars", as(drawBars)},
		{"dots", as(drawDots)},
		{"stacked", as(drawStacked)},
		{"scatter", as(drawScatter)},
		{"heat", as(drawHeat)},
		{"tilemap", as(drawTileMap)},
		{"agreement", as(drawAgreement)},
		{"membership", as(drawMembership)},
		{"slope", as(drawSlope)},
		{"fans", as(drawFans)},
		{"compared", as(drawCompared)},
		{"stacks", as(drawStacks)},
	}
}

// Forms lists the ids of the forms.
func Forms() []string {
	var ids []string
	for _, f := range formList() {
		ids = append(ids, f.id)
	}
	return ids
}

// as checks the type of a spec once, for every form.
func as[S Spec](draw func(*drawing, S) error) func(*drawing, Spec) error {
	return func(d *drawing, s Spec) error {
		spec, ok := s.(S)
		if !ok {
			return fmt.Errorf("spec is %T, expected %T", s, spec)
		}
		return draw(d, spec)
	}
}

func formOf(s Spec) (form, error) {
	for _, f := range formList() {
		if f.id == s.Form() {
			return f, nil
		}
	}
	return form{}, fmt.Errorf("form %q: expected one of %v", s.Form(), Forms())
}
