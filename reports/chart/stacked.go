package chart

import "errors"

func drawStacked(d *drawing, s Stacked) error { return errors.New("todo") }
