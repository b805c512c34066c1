package chart

import "errors"

func drawBars(d *drawing, s Bars) error { return errors.New("todo") }
