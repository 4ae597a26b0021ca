using Analytics.Match.Index;
using Analytics.Match.Index.Embedded;
using Xunit;

namespace Analytics.Tests.Matching.Index.Embedded;

public sealed class EmbeddedFaceIndexSpec(FolderFixture folder) : FaceIndexSpec, IClassFixture<FolderFixture>
{
    protected override ValueTask<IFaceIndex> OpenAsync(FaceCollection collection) => ValueTask.FromResult<IFaceIndex>(
        EmbeddedFaceIndex.Open(folder.Create(collection.Name), collection, new EmbeddedIndexOptions()));
}
