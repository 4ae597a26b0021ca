using Xunit;

namespace Analytics.Tests;

/// <summary>The folder of real inputs (models, photos, videos) that the project does not carry itself.</summary>
internal static class TestData
{
    /// <summary>Whether there is one.</summary>
    public static bool IsThere => Directory.Exists(Environment.GetEnvironmentVariable("ANALYTICS_TEST_DATA"));

    /// <summary>The folder; skips the running test when there is none.</summary>
    public static string Folder
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("ANALYTICS_TEST_DATA");
            Assert.SkipUnless(!string.IsNullOrEmpty(folder) && Directory.Exists(folder), "ANALYTICS_TEST_DATA is not set: the folder of test data is not here.");
            return folder!;
        }
    }

    /// <summary>A file or folder in <see cref="Folder"/>; skips the running test when there is none.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Folder, relative);
}
