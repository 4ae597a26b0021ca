using Analytics.Runtime.Models;

namespace Analytics.Match.Decisions;

/// <summary>From one comparison to a whole gallery, and back.</summary>
public static class Identification
{
    /// <summary>
    /// The chance that a stranger is taken for anybody of a gallery: <c>1 − (1 − FMR)^N</c> (ISO/IEC 19795-1, 1:N from 1:1). It is an
    /// upper estimate: a face that looks like one person of the gallery looks like several more often than chance has it.
    /// </summary>
    /// <param name="falseMatches">Of one comparison.</param>
    /// <param name="gallery">How many there are.</param>
    public static RateEstimate FalsePositiveRate(RateEstimate falseMatches, GallerySize gallery) =>
        falseMatches.Map(rate => AnyOf(rate, gallery.Chances));

    /// <summary>The rate of one comparison at which a gallery has the rate <paramref name="falsePositiveRate"/>.</summary>
    public static double FalseMatchRateFor(double falsePositiveRate, GallerySize gallery) =>
        gallery.Chances > 0 ? AnyOf(falsePositiveRate, 1 / gallery.Chances) : 1;

    // 1 − (1 − p)^n, without losing small rates to the rounding of 1 − p (Kahan's log1p and expm1).
    private static double AnyOf(double rate, double chances)
    {
        if (rate >= 1 || chances <= 0)
        {
            return chances > 0 ? 1 : 0;
        }

        var left = 1 - rate;
        var logarithm = chances * (left == 1 ? -rate : Math.Log(left) * -rate / (left - 1));
        var power = Math.Exp(logarithm);
        return power switch
        {
            1 => -logarithm,
            < 0.5 => 1 - power, // nothing is lost; and a power near 0 has few digits
            _ => (1 - power) * logarithm / Math.Log(power),
        };
    }
}
