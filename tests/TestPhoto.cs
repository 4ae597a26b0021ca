using Analytics.Host.Enrol;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests;

/// <summary>Photos of the test data, read as the product reads them.</summary>
internal static class TestPhoto
{
    /// <summary>8-bit BGR; skips the running test when there is no test data.</summary>
    public static Mat Read(string photo)
    {
        var picture = PhotoFile.Read(TestData.Path($"photos/{photo}"));
        Assert.True(picture is not null, $"photos/{photo} is missing or not a picture.");
        return picture;
    }

    /// <summary>The picture scaled by <paramref name="factor"/>, as a camera further away would take it.</summary>
    public static Mat Scaled(Mat picture, double factor)
    {
        var scaled = new Mat();
        Cv2.Resize(picture, scaled, default, factor, factor, factor < 1 ? InterpolationFlags.Area : InterpolationFlags.Linear);
        return scaled;
    }
}
