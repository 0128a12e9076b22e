"""What a patient can keep of an estimate: a picture and a one-page sheet, made of given words."""
