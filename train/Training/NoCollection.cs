using System.Runtime;

namespace Analytics.Train.Training;

/// <summary>
/// Keeps the garbage collector from running. TorchSharp makes an object of each number that an operator takes, and lets go of it before
/// native code has read it (dotnet/TorchSharp, pull request 1434): a collection at that moment frees the number, and the operator fails.
/// Optimizers have thousands of such operators in a step.
/// </summary>
internal static class NoCollection
{
    private const long Budget = 32 << 20; // bytes

    /// <summary>Does <paramref name="work"/> without a collection, unless it takes more than 32 MB of managed memory.</summary>
    public static void During(Action work)
    {
        GC.TryStartNoGCRegion(Budget);
        try
        {
            work();
        }
        finally
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
        }
    }
}
