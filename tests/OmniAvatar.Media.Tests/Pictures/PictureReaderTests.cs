using OmniAvatar.Media.Pictures;
using OmniAvatar.Rendering;
using SkiaSharp;

namespace OmniAvatar.Media.Tests.Pictures;

public sealed class PictureReaderTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly PictureReader _reader = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Read_EachKind_GivesItsPixels(SKEncodedImageFormat format)
    {
        var picture = _reader.Read(_scratch.Write("-picture", PictureFiles.Encode(format)));

        (picture.Width, picture.Height, picture.Rgb24.Length).ShouldBe((96, 64, 96 * 64 * 3));
        Corners(picture)
            .ShouldBe(
                [PictureFiles.TopLeft, PictureFiles.TopRight, PictureFiles.BottomLeft, PictureFiles.BottomRight],
                new Near()
            );
    }

    [Theory]
    [CombinatorialOrientation]
    public void Read_Orientation_IsUndone(SKEncodedImageFormat format, byte orientation)
    {
        var picture = _reader.Read(_scratch.Write("picture", PictureFiles.WithOrientation(format, orientation)));

        var (a, b, c, d) = (
            PictureFiles.TopLeft,
            PictureFiles.TopRight,
            PictureFiles.BottomLeft,
            PictureFiles.BottomRight
        );
        SKColor[] expected = orientation switch
        {
            1 => [a, b, c, d],
            2 => [b, a, d, c],
            3 => [d, c, b, a],
            4 => [c, d, a, b],
            5 => [a, c, b, d],
            6 => [c, a, d, b],
            7 => [d, b, c, a],
            _ => [b, d, a, c],
        };
        (picture.Width, picture.Height).ShouldBe(orientation >= 5 ? (64, 96) : (96, 64));
        Corners(picture).ShouldBe(expected, new Near());
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg, false, false)]
    [InlineData(SKEncodedImageFormat.Jpeg, true, true)]
    [InlineData(SKEncodedImageFormat.Jpeg, true, false)]
    [InlineData(SKEncodedImageFormat.Png, true, true)]
    [InlineData(SKEncodedImageFormat.Png, false, false)]
    [InlineData(SKEncodedImageFormat.Webp, true, true)]
    [InlineData(SKEncodedImageFormat.Webp, true, false)]
    public void Read_OrientationInOtherForms_IsUndone(SKEncodedImageFormat format, bool isLong, bool bigEndian)
    {
        var picture = _reader.Read(
            _scratch.Write("picture", PictureFiles.WithExif(format, PictureFiles.Exif(6, isLong, bigEndian)))
        );

        (picture.Width, picture.Height).ShouldBe((64, 96));
        Corners(picture)[0].ShouldBe(PictureFiles.BottomLeft, new Near());
    }

    [Theory]
    [InlineData("tEXt", false)]
    [InlineData("zTXt", true)]
    public void Read_OrientationInATextOfAPng_IsUndone(string chunk, bool compressed)
    {
        var text = PictureFiles.ExifText(PictureFiles.Exif(6), compressed);

        var picture = _reader.Read(_scratch.Write("picture.png", PictureFiles.WithPngChunk(chunk, text)));

        (picture.Width, picture.Height).ShouldBe((64, 96));
    }

    [Theory]
    [InlineData("eXIf", "II*")]
    [InlineData("eXIf", "no exif at all")]
    [InlineData("tEXt", "Raw profile type exif\0\nexif\n  99999\nzz")]
    [InlineData("tEXt", "Raw profile type exif\0")]
    [InlineData("zTXt", "Raw profile type exif\0\0not deflated")]
    public void Read_DamagedExif_LeavesThePictureAsItIsStored(string chunk, string content)
    {
        var picture = _reader.Read(
            _scratch.Write(
                "picture.png",
                PictureFiles.WithPngChunk(chunk, System.Text.Encoding.Latin1.GetBytes(content))
            )
        );

        (picture.Width, picture.Height).ShouldBe((96, 64));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5000)]
    public void Read_JpegThatIsWhole_IsTaken(int bytesOfTail)
    {
        // Telephones append videos.
        var picture = _reader.Read(
            _scratch.Write(
                "a.jpg",
                [.. PictureFiles.Encode(SKEncodedImageFormat.Jpeg, 130, 70), .. new byte[bytesOfTail]]
            )
        );

        (picture.Width, picture.Height).ShouldBe((130, 70));
    }

    [Fact]
    public void Read_ProgressiveJpeg_IsTaken() =>
        _reader.Read(_scratch.Write("a.jpg", PictureFiles.Progressive())).Width.ShouldBe(96);

    [Fact]
    public void Read_Transparent_KeepsTheColoursBeneath() =>
        Corners(_reader.Read(_scratch.Write("clear.png", PictureFiles.TransparentPng())))[0]
            .ShouldBe(PictureFiles.TopLeft);

    [Theory]
    [InlineData("absent", "does not exist")]
    [InlineData("folder", "is a folder")]
    [InlineData("empty", "is empty")]
    [InlineData("text", "is not a png, jpeg or webp picture")]
    [InlineData("gif", "is not a png, jpeg or webp picture but a GIF picture")]
    [InlineData("heic", "is not a png, jpeg or webp picture but a HEIC picture")]
    [InlineData("avif", "is not a png, jpeg or webp picture but an AVIF picture")]
    [InlineData("web-page", "is not a png, jpeg or webp picture but a web page")]
    [InlineData("pointer", "is not a png, jpeg or webp picture but a Git LFS pointer")]
    [InlineData("strip", "has 64x1025 pixels; one side may be at most 16 times the other")]
    [InlineData("large-jpeg", "is damaged or incomplete")]
    [InlineData("taller-jpeg", "is damaged or incomplete")]
    [InlineData("large-progressive", "is damaged or incomplete")]
    [InlineData("cut-progressive", "is damaged or incomplete")]
    [InlineData("1x1", "at least 64 a side")]
    [InlineData("narrow", "at least 64 a side")]
    [InlineData("huge", "at most 64 megapixels")]
    [InlineData("half-jpeg", "is damaged or incomplete")]
    [InlineData("most-jpeg", "is damaged or incomplete")]
    [InlineData("half-png", "is damaged or incomplete")]
    [InlineData("half-webp", "is damaged or incomplete")]
    [InlineData("header-png", "is damaged or incomplete")]
    public void Read_BadInput_IsOneSentence(string kind, string message)
    {
        var path = Bad(kind);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var e = Should.Throw<BadInputException>(() => _reader.Read(path));

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        e.Message.ShouldContain(message);
        e.Message.ShouldEndWith(".");
        e.Message.ShouldNotContain('\n');
    }

    private string Bad(string kind) =>
        kind switch
        {
            "folder" => _scratch.Path,
            "empty" => _scratch.Write("empty.png", ""),
            "text" => _scratch.Write("text.png", "This is no picture."),
            "gif" => _scratch.Write("a.gif", Convert.FromBase64String("R0lGODlhAQABAAAAACw=")),
            "heic" => _scratch.Write("phone.jpg", [0, 0, 0, 24, .. "ftypheic\0\0\0\0mif1heic"u8, .. new byte[3000]]),
            "avif" => _scratch.Write(
                "phone.png",
                [0, 0, 0, 28, .. "ftypmif1\0\0\0\0mif1avifmiaf"u8, .. new byte[3000]]
            ),
            "web-page" => _scratch.Write("page.jpg", "\uFEFF\n<!DOCTYPE html>\n<html></html>"),
            "pointer" => _scratch.Write(
                "pointer.png",
                "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
            ),
            "strip" => _scratch.Write("strip.png", PictureFiles.PngHeader(64, 1025)),
            "large-jpeg" => _scratch.Write(
                "large.jpg",
                PictureFiles.Claiming(PictureFiles.Encode(SKEncodedImageFormat.Jpeg, 640, 480), 4000, 4000)
            ),
            "taller-jpeg" => _scratch.Write(
                "taller.jpg",
                PictureFiles.Claiming(PictureFiles.Encode(SKEncodedImageFormat.Jpeg, 640, 480), 640, 500)
            ),
            "large-progressive" => _scratch.Write(
                "larger.jpg",
                PictureFiles.Claiming(PictureFiles.Progressive(), 128, 96)
            ),
            "cut-progressive" => _scratch.Write("cut.jpg", PictureFiles.Progressive()[..719]),
            "1x1" => _scratch.Write("dot.png", PictureFiles.Encode(SKEncodedImageFormat.Png, 1, 1)),
            "narrow" => _scratch.Write("narrow.png", PictureFiles.Encode(SKEncodedImageFormat.Png, 63, 640)),
            "huge" => _scratch.Write("huge.png", PictureFiles.PngHeader(30_000, 30_000)),
            "half-jpeg" => _scratch.Write("half.jpg", Part(SKEncodedImageFormat.Jpeg, 0.5)),
            "most-jpeg" => _scratch.Write("most.jpg", Part(SKEncodedImageFormat.Jpeg, 0.9)),
            "half-png" => _scratch.Write("half.png", Part(SKEncodedImageFormat.Png, 0.5)),
            "half-webp" => _scratch.Write("half.webp", Part(SKEncodedImageFormat.Webp, 0.6)),
            "header-png" => _scratch.Write("header.png", PictureFiles.PngHeader(640, 480)),
            _ => _scratch.Combine(kind),
        };

    private static byte[] Part(SKEncodedImageFormat format, double share)
    {
        var file = PictureFiles.Encode(format, 640, 480);
        return file[..(int)(file.Length * share)];
    }

    private static SKColor[] Corners(Picture picture)
    {
        SKColor At(int x, int y)
        {
            var at = (y * picture.Width + x) * 3;
            return new SKColor(picture.Rgb24[at], picture.Rgb24[at + 1], picture.Rgb24[at + 2]);
        }
        var (right, bottom) = (picture.Width - 1, picture.Height - 1);
        return [At(0, 0), At(right, 0), At(0, bottom), At(right, bottom)];
    }

    private sealed class Near : IEqualityComparer<SKColor>
    {
        public bool Equals(SKColor a, SKColor b) =>
            Math.Abs(a.Red - b.Red) <= 4 && Math.Abs(a.Green - b.Green) <= 4 && Math.Abs(a.Blue - b.Blue) <= 4;

        public int GetHashCode(SKColor color) => 0;
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CombinatorialOrientationAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
            from format in new[] { SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp }
            from orientation in Enumerable.Range(1, 8)
            select new object[] { format, (byte)orientation };
    }
}
