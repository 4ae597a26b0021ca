using Xunit;

namespace Analytics.Tests;

/// <summary>The folder of real photos, videos and models; without it the tests that need it are skipped, with the reason.</summary>
static class TestData
{
    /// <summary>The folder that <c>ANALYTICS_TEST_DATA</c> names.</summary>
    public static string Folder
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("ANALYTICS_TEST_DATA");
            if (string.IsNullOrEmpty(folder))
            {
                Assert.Skip("ANALYTICS_TEST_DATA is not set: it names the folder of test data.");
            }

            return folder;
        }
    }

    /// <summary>A file or folder in it.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Folder, relative);
}
