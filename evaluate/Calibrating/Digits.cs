using System.Globalization;

namespace Analytics.Evaluate.Calibrating;

/// <summary>Cuts numbers of a card to the digits that mean something.</summary>
internal static class Digits
{
    /// <summary>Four significant digits.</summary>
    public static double Of(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
