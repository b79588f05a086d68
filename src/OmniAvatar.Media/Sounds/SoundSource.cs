using OmniAvatar.Media.Ffmpeg;

namespace OmniAvatar.Media.Sounds;

/// <summary>How ffmpeg opens a sound file from outside: as one local file, by a demuxer that reads nothing
/// else.</summary>
internal static class SoundSource
{
    // Every container that people keep sound in. Left out on purpose: playlists and scripts that name further files or
    // addresses (hls, dash, concat, sdp, rtsp, image sequences, imf), devices, and raw samples without a header.
    private const string Formats =
        "3dostr,aa,aac,aax,ac3,aea,aiff,amr,amrnb,amrwb,apc,ape,aptx,aptx_hd,asf,ast,au,avi,caf,daud,dsf,dts,dtshd,dv,eac3,flac,flv,"
        + "g722,g729,gsm,gxf,iff,ilbc,ircam,ivf,live_flv,loas,lvf,matroska,webm,mlp,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpc,mpc8,mpeg,mpegts,"
        + "mtv,mxf,nistsphere,nsv,nut,oga,ogg,oma,paf,pvf,qcp,rm,rso,sbc,shn,smjpeg,sol,sox,spdif,swf,tak,truehd,tta,voc,vqf,w64,wav,"
        + "wtv,wv,wve,xa,xwma";

    /// <summary>What keeps a file from making ffmpeg read another file or address.</summary>
    public static LocalFiles Files { get; } = new(Formats);
}
