package chart

import "errors"

func drawHeat(d *drawing, s Heat) error { return errors.New("todo") }
