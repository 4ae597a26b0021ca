using System.Globalization;
using Analytics.Runtime.Pictures;
using OpenCvSharp;

namespace Analytics.Tests;

/// <summary>Photos of the test data, read as the product reads them, and drawn ones.</summary>
internal static class TestPhoto
{
    /// <summary>
    /// 8-bit BGR. <c>drawn/7</c> is a portrait of <see cref="DrawnPeople"/>, <c>drawn/group/3</c> a group; any other photo skips the
    /// running test when there is no test data.
    /// </summary>
    public static Mat Read(string photo) => photo.Split('/') switch
    {
        ["drawn", "group", var first] => DrawnPeople.Group(int.Parse(first, CultureInfo.InvariantCulture)).Picture,
        ["drawn", var person] => DrawnPeople.Portrait(int.Parse(person, CultureInfo.InvariantCulture)),
        _ => PictureFile.Read(TestData.Path($"photos/{photo}"), longSide: int.MaxValue),
    };

    /// <summary>The picture scaled by <paramref name="factor"/>, as a camera further away would take it.</summary>
    public static Mat Scaled(Mat picture, double factor)
    {
        var scaled = new Mat();
        Cv2.Resize(picture, scaled, default, factor, factor, factor < 1 ? InterpolationFlags.Area : InterpolationFlags.Linear);
        return scaled;
    }
}
