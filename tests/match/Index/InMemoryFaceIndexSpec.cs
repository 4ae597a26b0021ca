using Analytics.Match.Index;

namespace Analytics.Tests.Matching.Index;

public sealed class InMemoryFaceIndexSpec : FaceIndexSpec
{
    protected override string ForgetsBecause => "The index in memory keeps nothing.";

    protected override ValueTask<IFaceIndex> OpenAsync(FaceCollection collection) =>
        ValueTask.FromResult<IFaceIndex>(new InMemoryFaceIndex(collection));
}
