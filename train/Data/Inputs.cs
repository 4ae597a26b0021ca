using Analytics.Runtime.Models;

namespace Analytics.Train.Data;

/// <summary>How pictures become the input of our networks: BGR, −1 to 1.</summary>
internal static class Inputs
{
    private const float Middle = 127.5f;

    /// <summary>The input, but for its size.</summary>
    public static readonly ModelInput Standard = new()
    {
        Layout = TensorLayout.Nchw,
        Colour = ColourOrder.Bgr,
        Mean = [Middle, Middle, Middle],
        Scale = [1 / Middle, 1 / Middle, 1 / Middle],
    };
}
